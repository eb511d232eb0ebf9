/** What people type, read tolerantly. */

/** Makes words comparable: Işık, IŞIK, isik and ışık are the same. */
export function fold(text) {
  return text.toLocaleLowerCase('tr').normalize('NFD').replace(/\p{M}/gu, '').replace(/ı/g, 'i').trim();
}

/**
 * A tracking code in its written form XXXX-XXXX-XXXXX. Accepts any case, spaces, dashes, dots,
 * Turkish letters, O for 0 and I or L for 1; what is no code stays as it is and is simply unknown.
 */
export function trackingCode(written) {
  const symbols = written
    .replace(/[\s.\-\u2010-\u2015_]/g, '')
    .replace(/[ıiİIlL]/g, '1')
    .replace(/[oOöÖ]/g, '0')
    .toUpperCase()
    .normalize('NFD')
    .replace(/\p{M}/gu, '');
  return symbols.length === 13 ? `${symbols.slice(0, 4)}-${symbols.slice(4, 8)}-${symbols.slice(8)}` : symbols.slice(0, 40);
}

/** A phone number in one form: 0532 111 22 33, or +49 … for numbers from abroad; null if it is none. */
export function phone(written) {
  const plus = written.trim().startsWith('+') || written.trim().startsWith('00');
  let digits = written.replace(/\D/g, '').replace(/^00/, '');
  if (digits.startsWith('90') && digits.length === 12) digits = digits.slice(2);
  else if (plus) return digits.length >= 8 && digits.length <= 15 ? `+${digits}` : null;
  if (digits.startsWith('0')) digits = digits.slice(1);
  if (!/^5\d{9}$/.test(digits)) return null;
  return `0${digits.slice(0, 3)} ${digits.slice(3, 6)} ${digits.slice(6, 8)} ${digits.slice(8)}`;
}

export function email(written) {
  const address = written.trim();
  return /^[^\s@]+@[^\s@]+\.[^\s@]{2,}$/.test(address) ? address : null;
}

/** T.C. kimlik no: the two last digits are computed from the others. */
export function nationalIdChecks(digits) {
  if (!/^[1-9]\d{10}$/.test(digits)) return false;
  const d = [...digits].map(Number);
  const odd = d[0] + d[2] + d[4] + d[6] + d[8];
  const even = d[1] + d[3] + d[5] + d[7];
  const tenth = (((odd * 7 - even) % 10) + 10) % 10;
  const eleventh = d.slice(0, 10).reduce((sum, digit) => sum + digit, 0) % 10;
  return d[9] === tenth && d[10] === eleventh;
}

const danger = new RegExp(
  [
    'gaz kok', 'gaz kacag', 'dogal ?gaz', 'yangin', 'alev al', 'duman', 'yarali', 'yaralan', 'patlama', 'elektrik carp',
    'akima kapil', 'bogul', 'gocuk', 'enkaz', 'intihar', 'bayil', 'nefes al', 'kan kayb', 'silah', 'bicak',
    '\\bgas smell', '\\bsmells? (of )?gas', '\\bgas leak', '\\bfire\\b', '\\bon fire', '\\binjur', '\\bexplo', '\\bdrown',
    '\\bunconscious', '\\bnot breathing', '\\bbleeding', '\\belectrocut', '\\bcollapsed building',
  ].join('|'),
);

/** Whether the words sound like danger to life; used for a hint only, never to stop anybody. */
export function soundsDangerous(text) {
  return danger.test(fold(text));
}

export function distance(metres, lang) {
  const number = new Intl.NumberFormat(lang, { maximumFractionDigits: 1 });
  return metres < 1_000 ? `${number.format(Math.round(metres / 10) * 10)}\u00a0m` : `${number.format(metres / 1_000)}\u00a0km`;
}

export function fileSize(bytes, lang) {
  const number = new Intl.NumberFormat(lang, { maximumFractionDigits: 1 });
  return bytes < 1_000_000 ? `${number.format(Math.max(1, Math.round(bytes / 1000)))} kB` : `${number.format(bytes / 1_000_000)} MB`;
}
