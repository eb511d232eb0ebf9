/** The texts of the page's language; the language is part of the address. */

export const lang = document.documentElement.lang === 'en' ? 'en' : 'tr';

let texts = {};

export async function loadTexts() {
  const answer = await fetch(new URL(`../texts/${lang}.json`, import.meta.url));
  if (!answer.ok) throw new Error(`texts: ${answer.status}`);
  texts = await answer.json();
}

export function has(key) {
  return key in texts;
}

/** The text of a key with its {placeholders} filled in. */
export function t(key, values = {}) {
  if (!has(key)) {
    console.error(`no text for ${key}`);
    return key;
  }
  return texts[key].replace(/\{(\w+)\}/g, (_, name) => values[name] ?? '');
}

/** A text of the city pack, which carries both languages. */
export function local(text) {
  return text ? (text[lang] ?? text.tr ?? '') : '';
}
