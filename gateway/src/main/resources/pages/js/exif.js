/** Where a photo was taken, as its camera wrote it into the file. It is read here and never sent. */

const head = 256 * 1024;
const exifMark = 0x45786966; // "Exif"
const gpsTag = 0x8825;
const [northOrSouth, latitude, eastOrWest, longitude] = [1, 2, 3, 4];

/** The camera's notes in a JPEG file; null when there are none. */
function notes(view) {
  if (view.byteLength < 4 || view.getUint16(0) !== 0xffd8) return null;
  let at = 2;
  while (at + 10 < view.byteLength) {
    const marker = view.getUint16(at);
    const length = view.getUint16(at + 2);
    if (marker === 0xffe1 && view.getUint32(at + 4) === exifMark) return new DataView(view.buffer, at + 10, length - 8);
    // the picture itself begins
    if (marker < 0xffc0 || marker === 0xffda) return null;
    at += 2 + length;
  }
  return null;
}

/** The entries of one list of notes: number → where its value stands. */
function entries(view, offset, little) {
  const found = new Map();
  const count = view.getUint16(offset, little);
  for (let i = 0; i < count; i++) {
    const entry = offset + 2 + 12 * i;
    found.set(view.getUint16(entry, little), entry + 8);
  }
  return found;
}

/** Degrees, minutes and seconds, each a fraction. */
function degrees(view, value, little) {
  const at = view.getUint32(value, little);
  const [whole, minutes, seconds] = [0, 8, 16].map((step) => view.getUint32(at + step, little) / view.getUint32(at + step + 4, little));
  return whole + minutes / 60 + seconds / 3600;
}

function position(file) {
  const view = notes(file);
  if (view === null) return null;
  const little = view.getUint16(0) === 0x4949;
  const gps = entries(view, view.getUint32(4, little), little).get(gpsTag);
  if (gps === undefined) return null;
  const written = entries(view, view.getUint32(gps, little), little);
  if (![northOrSouth, latitude, eastOrWest, longitude].every((tag) => written.has(tag))) return null;
  const sign = (tag, negative) => (String.fromCharCode(view.getUint8(written.get(tag))) === negative ? -1 : 1);
  const lat = sign(northOrSouth, 'S') * degrees(view, written.get(latitude), little);
  const lon = sign(eastOrWest, 'W') * degrees(view, written.get(longitude), little);
  // 0, 0 is what cameras write that do not know
  return Math.abs(lat) <= 90 && Math.abs(lon) <= 180 && (lat !== 0 || lon !== 0) ? { lat, lon } : null;
}

export async function takenAt(file) {
  const begin = new DataView(await file.slice(0, head).arrayBuffer());
  try {
    return position(begin);
  } catch (failure) {
    // notes that are cut off: the picture counts, not they
    if (!(failure instanceof RangeError)) throw failure;
    console.warn('the notes in a photo cannot be read');
    return null;
  }
}
