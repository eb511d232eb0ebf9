/** Small drawings that stand beside a word, never instead of one. */
import { html, svg } from '../lib/lit-html.js';

const shapes = {
  check: svg`<path d="M5 12.5l4.5 4.5L19 7.5"/>`,
  clock: svg`<circle cx="12" cy="12" r="8.5"/><path d="M12 7.5V12l3 2"/>`,
  forward: svg`<path d="M4 12h15M13 6l6 6-6 6"/>`,
  question: svg`<circle cx="12" cy="12" r="8.5"/><path d="M9.7 9.6a2.4 2.4 0 1 1 3.4 2.2c-.8.4-1.1.9-1.1 1.7M12 16.6v.1"/>`,
  calendar: svg`<rect x="4" y="5.5" width="16" height="14" rx="2"/><path d="M4 10h16M8.5 3.5v4M15.5 3.5v4"/>`,
  stop: svg`<circle cx="12" cy="12" r="8.5"/><path d="M6.2 6.2l11.6 11.6"/>`,
  eye: svg`<path d="M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12z"/><circle cx="12" cy="12" r="2.6"/>`,
  alert: svg`<path d="M12 3.5l9.2 16H2.8zM12 10v4.2M12 16.9v.1"/>`,
  pin: svg`<path d="M12 21.5s7-6.4 7-11.5a7 7 0 1 0-14 0c0 5.1 7 11.5 7 11.5z"/><circle cx="12" cy="10" r="2.5"/>`,
  camera: svg`<path d="M4 8h3.5l1.6-2.5h5.8L16.5 8H20v11H4z"/><circle cx="12" cy="13" r="3.4"/>`,
  image: svg`<rect x="3.5" y="4.5" width="17" height="15" rx="2"/><circle cx="8.8" cy="9.6" r="1.6"/><path d="M4 17l5-4.5 3.5 3 3.5-3.5 4.5 4.5"/>`,
  phone: svg`<path d="M6 3.5h3l1.5 4.5-2 1.700a12 12 0 0 0 5.8 5.800l1.7-2 4.5 1.5v3c0 1.2-1 2-2.2 1.900C10.8 19.3 4.7 13.2 4.1 5.7 4 4.5 4.8 3.5 6 3.5z"/>`,
  mail: svg`<rect x="3.5" y="5.5" width="17" height="13" rx="2"/><path d="M4 7l8 6 8-6"/>`,
  chat: svg`<path d="M4 5.5h16v11H10L5.5 20v-3.5H4z"/>`,
  back: svg`<path d="M14.5 5.5L8 12l6.5 6.5"/>`,
  pen: svg`<path d="M4.5 19.5l1-4.200L16.2 4.600l3.2 3.200L8.7 18.5z"/>`,
};

export function icon(name) {
  return html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">${shapes[name]}</svg>`;
}

const statusIcons = {
  SUBMITTED: 'check', IN_TRIAGE: 'eye', ASSIGNED: 'forward', ACCEPTED: 'check', IN_PROGRESS: 'clock', PLANNED: 'calendar',
  WAITING_FOR_CITIZEN: 'question', FORWARDED: 'forward', REFUSED: 'forward', ANSWERED: 'check', CLOSED: 'check',
  OBJECTED: 'eye', DECLINED: 'stop', WITHDRAWN: 'stop', MERGED: 'forward',
};

/** A status, or the citizen's own message when nothing changed by it. */
export function statusIcon(status) {
  return icon(status ? (statusIcons[status] ?? 'clock') : 'chat');
}
