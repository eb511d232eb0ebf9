/** The pieces every form is made of. */
import { html, nothing } from '../lib/lit-html.js';
import { live } from '../lib/directives/live.js';
import { icon } from './icons.js';
import { t } from './i18n.js';
import { errorOf, href, say, state } from './state.js';

function label(id, text, optional) {
  return html`<label class="label" for=${id}>${text}${optional ? html` <span class="optional">${t('form.optional')}</span>` : nothing}</label>`;
}

function described(id, hint, error) {
  const ids = [hint ? `${id}-hint` : '', error ? `${id}-error` : ''].filter(Boolean).join(' ');
  return ids || nothing;
}

export function hintText(id, hint) {
  return hint ? html`<p class="hint" id="${id}-hint">${hint}</p>` : nothing;
}

export function errorText(id, error) {
  return error ? html`<p class="error" id="${id}-error">${icon('alert')}<span class="unseen">${t('error.prefix')} </span>${error}</p>` : nothing;
}

/** A labelled single-line field. */
export function textField({ id, text, hint, value, change, type = 'text', autocomplete = 'off', inputmode, optional, width = '', maxlength = 200 }) {
  const error = errorOf(id);
  return html`<div class="field ${error ? 'wrong' : ''}">
    ${label(id, text, optional)} ${hintText(id, hint)} ${errorText(id, error)}
    <input id=${id} name=${id} class="input ${width}" type=${type} autocomplete=${autocomplete} inputmode=${inputmode ?? nothing}
      maxlength=${maxlength} spellcheck="false" aria-invalid=${error ? 'true' : nothing} aria-describedby=${described(id, hint, error)}
      .value=${live(value ?? '')} @input=${(event) => change(event.target.value)}>
  </div>`;
}

/** A labelled field for words; it grows, and counts only near the limit. */
export function textArea({ id, text, hint, value, change, rows = 5, limit = 4000, optional, hiddenLabel }) {
  const error = errorOf(id);
  const left = limit - value.length;
  return html`<div class="field ${error ? 'wrong' : ''}">
    ${hiddenLabel ? html`<label class="unseen" for=${id}>${text}</label>` : label(id, text, optional)} ${hintText(id, hint)} ${errorText(id, error)}
    <textarea id=${id} name=${id} class="input area" rows=${rows} aria-invalid=${error ? 'true' : nothing}
      aria-describedby=${described(id, hint, error)} .value=${live(value)} @input=${(event) => change(event.target.value)}></textarea>
    <p class="hint counter" aria-live="polite">${left <= 200 ? t(left < 0 ? 'form.over' : 'form.left', { count: Math.abs(left) }) : ''}</p>
  </div>`;
}

/** Radio buttons under one question. */
export function radios({ name, legend, hint, options, value, change, hiddenLegend }) {
  const error = errorOf(name);
  return html`<fieldset class="field ${error ? 'wrong' : ''}" aria-describedby=${described(name, hint, error)}>
    <legend class=${hiddenLegend ? 'unseen' : 'label'}>${legend}</legend> ${hintText(name, hint)} ${errorText(name, error)}
    <div class="choices">${options.map((option, index) => html`
      <div class="choice">
        <input type="radio" id=${index === 0 ? name : `${name}-${option.value}`} name=${name} value=${option.value}
          .checked=${live(value === option.value)} @change=${() => change(option.value)}
          aria-describedby=${option.hint ? `${name}-${option.value}-hint` : nothing}>
        <label for=${index === 0 ? name : `${name}-${option.value}`}>${option.text}</label>
        ${option.hint ? html`<p class="hint" id="${name}-${option.value}-hint">${option.hint}</p>` : nothing}
      </div>
      ${value === option.value && option.inside ? html`<div class="inside">${option.inside()}</div>` : nothing}`)}
    </div>
  </fieldset>`;
}

export function checkbox({ id, text, hint, checked, change }) {
  return html`<div class="choice single">
    <input type="checkbox" id=${id} .checked=${live(checked)} @change=${(event) => change(event.target.checked)}
      aria-describedby=${hint ? `${id}-hint` : nothing}>
    <label for=${id}>${text}</label>
    ${hint ? html`<p class="hint" id="${id}-hint">${hint}</p>` : nothing}
  </div>`;
}

/** A button that keeps its width while it works, and takes no second press meanwhile. */
export function button({ text, busyText, busy = false, kind = 'primary', press, type = 'submit', id }) {
  return html`<button id=${id ?? nothing} class="button ${kind}" type=${type} aria-disabled=${busy ? 'true' : nothing}
    @click=${(event) => {
      if (busy) event.preventDefault();
      else press?.(event);
    }}><span class=${busy ? 'gone' : ''}>${text}</span>${busy ? html`<span class="over">${busyText}</span>` : nothing}</button>`;
}

export function linkButton(path, text, kind = 'primary') {
  return html`<a class="button ${kind}" href=${href(path)}>${text}</a>`;
}

/** A form that never reloads the page. */
export function form(submit, body) {
  return html`<form novalidate @submit=${(event) => {
    event.preventDefault();
    submit();
  }}>${body}</form>`;
}

export function inset(body, kind = '') {
  return html`<div class="inset ${kind}">${body}</div>`;
}

/** The list of what is wrong, above the heading; takes the focus when it appears. */
export function errorSummary() {
  if (state.errors.length === 0) return nothing;
  return html`<div id="error-summary" class="error-summary" tabindex="-1" role="alert" aria-labelledby="error-summary-title">
    <h2 id="error-summary-title">${t('error.title')}</h2>
    <ul>${state.errors.map((error) => html`<li>${error.page || error.field
      ? html`<a href=${error.page ? href(error.page) : `#${error.field}`}>${error.text}</a>`
      : error.text}</li>`)}</ul>
  </div>`;
}

/** A copy button that says it worked. */
export function copyButton(text) {
  // browsers offer the clipboard only over https
  if (!navigator.clipboard) return nothing;
  const done = state.local.copied === text;
  return html`<button type="button" class="button quiet" @click=${async () => {
    await navigator.clipboard.writeText(text);
    state.local.copied = text;
    say(t('code.copied'));
  }}>${done ? html`${icon('check')} ${t('code.copied')}` : t('code.copy')}</button>`;
}

/** A code with a pause between its groups, so that it is read and heard in parts. */
export function codeText(code) {
  return html`<span class="code" translate="no">${code}</span>`;
}

export function callEmergency(kind = '') {
  return html`<p class="emergency ${kind}">${icon('alert')}<span>${t('emergency.before')} <a href="tel:112">112</a>. ${t('emergency.after')}</span></p>`;
}
