/** A text field that offers matching neighbourhoods; what is typed counts even when none is chosen. */
import { html, nothing } from '../lib/lit-html.js';
import { live } from '../lib/directives/live.js';
import { fold } from './words.js';
import { t } from './i18n.js';
import { state, update } from './state.js';

const shown = 8;

function matches(options, typed) {
  const wanted = fold(typed);
  if (wanted.length < 2) return [];
  const starts = [];
  const contains = [];
  for (const option of options) {
    if (option.folded.startsWith(wanted)) starts.push(option);
    else if (option.folded.includes(wanted)) contains.push(option);
  }
  return [...starts, ...contains].slice(0, shown);
}

/**
 * @param options {text, detail, folded, value}
 * @param type called with every keystroke
 * @param choose called with a chosen option
 */
export function combobox({ id, text, hint, value, options, type, choose, optional }) {
  const box = (state.local[id] ??= { open: false, active: -1 });
  const found = box.open ? matches(options, value) : [];
  const open = found.length > 0;
  if (box.active >= found.length) box.active = -1;

  const close = () => {
    box.open = false;
    box.active = -1;
  };
  const take = (option) => {
    close();
    choose(option);
  };
  const keys = (event) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      box.open = true;
      const count = matches(options, value).length;
      if (count > 0) box.active = (box.active + (event.key === 'ArrowDown' ? 1 : count - (box.active < 0 ? 0 : 1))) % count;
      update();
    } else if (event.key === 'Enter' && open && box.active >= 0) {
      event.preventDefault();
      take(found[box.active]);
    } else if (event.key === 'Escape' && open) {
      event.preventDefault();
      close();
      update();
    }
  };

  return html`<div class="field combobox">
    <label class="label" for=${id}>${text}${optional ? html` <span class="optional">${t('form.optional')}</span>` : nothing}</label>
    ${hint ? html`<p class="hint" id="${id}-hint">${hint}</p>` : nothing}
    <input id=${id} class="input" type="text" role="combobox" autocomplete="off" spellcheck="false" maxlength="80"
      aria-expanded=${open ? 'true' : 'false'} aria-controls="${id}-list" aria-autocomplete="list"
      aria-activedescendant=${open && box.active >= 0 ? `${id}-${box.active}` : nothing}
      aria-describedby=${hint ? `${id}-hint` : nothing} .value=${live(value)}
      @input=${(event) => {
        box.open = true;
        box.active = -1;
        type(event.target.value);
      }}
      @keydown=${keys}
      @blur=${() => {
        close();
        update();
      }}>
    <ul id="${id}-list" class="options" role="listbox" aria-label=${text} ?hidden=${!open}>${found.map((option, index) => html`
      <li id="${id}-${index}" role="option" aria-selected=${index === box.active ? 'true' : 'false'}
        @mousedown=${(event) => event.preventDefault()} @click=${() => take(option)}>
        ${option.text} <span class="soft">${option.detail}</span></li>`)}</ul>
    <p class="unseen" role="status">${box.open && fold(value).length > 1 ? t(found.length === 1 ? 'combobox.one' : 'combobox.other', { count: found.length }) : ''}</p>
  </div>`;
}
