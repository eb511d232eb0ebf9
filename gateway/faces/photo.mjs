// Photos as phones make them: with the place written into the file.

/** A picture the browser drew, as JPEG. */
export async function jpeg(page) {
  const url = await page.evaluate(() => document.createElement('canvas').toDataURL('image/jpeg'));
  return Buffer.from(url.split(',')[1], 'base64');
}

/** The same picture with the camera's notes about where it was taken (EXIF, GPS), or with so many bytes of them. */
export function takenAt(picture, lat, lon, bytes = 134) {
  const tiff = Buffer.alloc(128);
  tiff.write('II*\0', 0, 'latin1');
  tiff.writeUInt32LE(8, 4);
  const entry = (at, tag, type, count, value) => {
    tiff.writeUInt16LE(tag, at);
    tiff.writeUInt16LE(type, at + 2);
    tiff.writeUInt32LE(count, at + 4);
    tiff.writeUInt32LE(value, at + 8);
  };
  tiff.writeUInt16LE(1, 8);
  entry(10, 0x8825, 4, 1, 26);
  tiff.writeUInt16LE(4, 26);
  entry(28, 1, 2, 2, (lat < 0 ? 'S' : 'N').charCodeAt(0));
  entry(40, 2, 5, 3, 80);
  entry(52, 3, 2, 2, (lon < 0 ? 'W' : 'E').charCodeAt(0));
  entry(64, 4, 5, 3, 104);
  const angle = (degrees, at) => {
    const whole = Math.floor(degrees);
    const minutes = Math.floor((degrees - whole) * 60);
    const seconds = Math.round(((degrees - whole) * 60 - minutes) * 60_000);
    [whole, 1, minutes, 1, seconds, 1000].forEach((number, index) => tiff.writeUInt32LE(number, at + 4 * index));
  };
  angle(Math.abs(lat), 80);
  angle(Math.abs(lon), 104);
  const notes = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff]).subarray(0, bytes);
  const head = Buffer.from([0xff, 0xe1, 0, 0]);
  head.writeUInt16BE(notes.length + 2, 2);
  return Buffer.concat([picture.subarray(0, 2), head, notes, picture.subarray(2)]);
}
