/** What stays on this device: the draft, messages not yet sent, and codes people chose to keep. */

const DRAFT = 'alo153.draft';
const SENT = 'alo153.sent';
const KEPT = 'alo153.kept';
const MESSAGE = 'alo153.message.';

/** False when the browser refuses to store; the pages then say so instead of promising. */
export let storing = true;

function read(storage, key) {
  try {
    return JSON.parse(storage().getItem(key) ?? 'null');
  } catch (failure) {
    storing = false;
    console.warn('cannot read what was stored', failure.name);
    return null;
  }
}

function write(storage, key, value) {
  try {
    if (value === null) storage().removeItem(key);
    else storage().setItem(key, JSON.stringify(value));
  } catch (failure) {
    storing = false;
    console.warn('cannot store on this device', failure.name);
  }
}

const lasting = () => window.localStorage;
const tab = () => window.sessionStorage;

/** A random name for one submission; sending twice under it counts once. */
export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** A place without a point; boundaryDistrict is what the citizen said near a boundary. */
export const noPoint = { lat: null, lon: null, accuracy: null, source: '', boundaryDistrict: '', sureOfIt: false };

export function emptyDraft() {
  return {
    key: newKey(),
    text: '',
    place: { ...noPoint, address: '', neighbourhood: '', district: '', none: false },
    photos: [],
    contact: { preferred: '', phone: '', email: '', name: '' },
    identityHidden: false,
    regime: '',
    savedAt: null,
  };
}

export function loadDraft() {
  const stored = read(lasting, DRAFT);
  if (!stored?.key) return emptyDraft();
  const empty = emptyDraft();
  return {
    ...empty,
    ...stored,
    place: { ...empty.place, ...stored.place },
    contact: { ...empty.contact, ...stored.contact },
    photos: stored.photos ?? [],
  };
}

export function saveDraft(draft) {
  draft.savedAt = new Date().toISOString();
  // a photo without a reference lives in this page's memory only
  write(lasting, DRAFT, { ...draft, photos: draft.photos.filter((photo) => photo.reference).map(({ blob, ...rest }) => rest) });
}

export function isEmpty(draft) {
  const { lat, address, neighbourhood } = draft.place;
  return draft.text.trim() === '' && draft.photos.length === 0 && lat === null && address === '' && neighbourhood === '';
}

export function dropDraft() {
  write(lasting, DRAFT, null);
}

/** The last receipt: here, so that a browser that stores nothing shows it too, and in the tab for a reload. */
let receipt = null;

export function rememberSent(sent) {
  receipt = sent;
  write(tab, SENT, sent);
}

export function lastSent() {
  return receipt ?? read(tab, SENT);
}

export function keptCodes() {
  return read(lasting, KEPT) ?? [];
}

export function keepCode(code) {
  write(lasting, KEPT, [{ code, at: new Date().toISOString() }, ...keptCodes().filter((kept) => kept.code !== code)].slice(0, 20));
}

export function forgetCode(code) {
  write(lasting, KEPT, keptCodes().filter((kept) => kept.code !== code));
}

/** A message about a request, kept under (code, purpose) until it was accepted. */
export function loadMessage(code, purpose) {
  return read(lasting, `${MESSAGE}${code}.${purpose}`) ?? { key: newKey(), text: '', reason: '', solved: '', rating: '', photos: [] };
}

export function saveMessage(code, purpose, message) {
  write(lasting, `${MESSAGE}${code}.${purpose}`, message);
}

export function dropMessage(code, purpose) {
  write(lasting, `${MESSAGE}${code}.${purpose}`, null);
}
