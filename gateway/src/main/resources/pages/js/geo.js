/** Which district a point lies in, found in the page itself, so that it works without a network. */

function insideRings(rings, lon, lat) {
  let inside = false;
  for (const ring of rings) {
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
      const [xi, yi] = ring[i];
      const [xj, yj] = ring[j];
      if (yi > lat !== yj > lat && lon < ((xj - xi) * (lat - yi)) / (yj - yi) + xi) inside = !inside;
    }
  }
  return inside;
}

/** The district of a point; null outside the city or when no outlines are known. */
export function districtAt(city, lat, lon) {
  return city?.districts?.find((district) => district.outline && insideRings(district.outline, lon, lat)) ?? null;
}

/** Whether we can tell at all. */
export function hasOutlines(city) {
  return Boolean(city?.districts?.some((district) => district.outline?.length));
}

export function districtName(city, code) {
  return city?.districts?.find((district) => district.code === code)?.name ?? code ?? '';
}
