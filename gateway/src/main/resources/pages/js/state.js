/** The one place that knows what the page shows now. */
import { lang } from './i18n.js';
import { loadDraft, saveDraft } from './store.js';

export const state = {
  /** The address without language: ['basvuru', 'ne']. */
  path: [],
  query: new URLSearchParams(),
  city: null,
  online: navigator.onLine,
  draft: loadDraft(),
  /** What may not be stored on the device. */
  secret: { nationalId: '' },
  /** What is wrong on this page: {field, text, page}. */
  errors: [],
  /** What the current screen keeps for itself; empty after each navigation. */
  local: {},
  /** Read out once. */
  said: '',
};

let draw = () => {};
let go = () => {};

export function connect(drawing, going) {
  draw = drawing;
  go = going;
}

export function update() {
  draw();
}

/** Changes the draft, stores it and draws. */
export function change(edit) {
  edit(state.draft);
  saveDraft(state.draft);
  draw();
}

/** The address of a page in the current language. */
export function href(path) {
  return lang === 'en' ? `/en${path === '/' ? '' : path}` : path;
}

export function navigate(path, options) {
  go(href(path), options);
}

export function errorOf(field) {
  return state.errors.find((error) => error.field === field)?.text ?? null;
}

/** Shows what is wrong and takes the reader there. */
export function showErrors(errors) {
  state.errors = errors;
  draw();
  document.getElementById('error-summary')?.focus();
}

/** Lets a screen reader say something that is also visible. */
export function say(text) {
  state.said = text;
  draw();
}
