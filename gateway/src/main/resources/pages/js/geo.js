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

const metresPerDegree = 111_320;

/** From one place to another as a flat picture in metres: east and north. */
function flat(from, [lon, lat]) {
  return [(lon - from.lon) * Math.cos((from.lat * Math.PI) / 180) * metresPerDegree, (lat - from.lat) * metresPerDegree];
}

/** How far apart two places of one city are. */
export function metresBetween(one, other) {
  return Math.hypot(...flat(one, [other.lon, other.lat]));
}

/** How far a place is from the nearest edge of an outline. */
function metresToEdge(outline, place) {
  let nearest = Infinity;
  for (const ring of outline) {
    for (let i = 1; i < ring.length; i++) {
      const [x, y] = flat(place, ring[i - 1]);
      const [toX, toY] = flat(place, ring[i]);
      const [dx, dy] = [toX - x, toY - y];
      const length = dx * dx + dy * dy;
      const along = length === 0 ? 0 : Math.min(1, Math.max(0, -(x * dx + y * dy) / length));
      nearest = Math.min(nearest, Math.hypot(x + along * dx, y + along * dy));
    }
  }
  return nearest;
}

/** So near a boundary neither the outline nor the position tells for certain. */
const doubtful = 150;

/** The districts a point may lie in, the likeliest first; one alone unless a boundary is near. */
export function districtsNear(city, place) {
  const within = districtAt(city, place.lat, place.lon);
  const others = (city?.districts ?? [])
    .filter((district) => district !== within && district.outline?.length)
    .map((district) => ({ district, metres: metresToEdge(district.outline, place) }))
    .filter(({ metres }) => metres < doubtful)
    .sort((one, other) => one.metres - other.metres)
    .map(({ district }) => district);
  return within ? [within, ...others] : others;
}

/** Whether we can tell at all. */
export function hasOutlines(city) {
  return Boolean(city?.districts?.some((district) => district.outline?.length));
}

export function districtName(city, code) {
  return city?.districts?.find((district) => district.code === code)?.name ?? code ?? '';
}
