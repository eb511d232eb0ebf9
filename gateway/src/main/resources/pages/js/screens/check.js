/** The check page: what will be sent, and the one button that sends it. */
import { html, nothing } from '../../lib/lit-html.js';
import * as api from '../api.js';
import { districtName } from '../geo.js';
import { lang, t } from '../i18n.js';
import { button, form, inset } from '../parts.js';
import { href, navigate, showErrors, state, update } from '../state.js';
import { emptyDraft, dropDraft, newKey, rememberSent, saveDraft } from '../store.js';
import { resume } from '../steps.js';
import contactScreen from './contact.js';
import { districtOf, pointSentence } from './where.js';

const waitWithoutAdvice = 20;

/** Where each part of the server's answer is mended. */
const pages = [
  [/^#\/text/, '/basvuru/ne', 'text'],
  [/^#\/location/, '/basvuru/nerede', 'place'],
  [/^#\/attachments/, '/basvuru/foto', 'attachments'],
  [/^#\/contact\/phone/, '/basvuru/iletisim', 'phone'],
  [/^#\/contact\/email/, '/basvuru/iletisim', 'email'],
  [/^#\/contact\/name/, '/basvuru/iletisim', 'name'],
  [/^#\/contact\/nationalId/, '/basvuru/iletisim', 'nationalId'],
  [/^#\/(contact|regime)/, '/basvuru/iletisim', 'preferred'],
];

export function submission(draft, secret, city) {
  const { place, contact } = draft;
  const somewhere = place.lat !== null || place.address.trim() || place.neighbourhood.trim();
  const wanted = contact.preferred;
  const district = place.district || (place.lat === null ? null : districtOf(place)?.code);
  return {
    channel: 'WEB',
    text: draft.text.trim(),
    category: null,
    language: lang,
    ...(draft.regime ? { regime: draft.regime } : {}),
    location: somewhere
      ? { lat: place.lat, lon: place.lon, address: place.address.trim() || null, district: district || null, neighbourhood: place.neighbourhood.trim() || null }
      : null,
    contact: {
      name: contact.name.trim() || null,
      phone: ['SMS', 'WHATSAPP'].includes(wanted) ? contact.phone : null,
      email: wanted === 'EMAIL' ? contact.email.trim() : null,
      preferred: wanted || 'NONE',
      ...(draft.regime === 'INFORMATION_4982' ? { nationalId: secret.nationalId.replace(/\s/g, '') } : {}),
    },
    identityHidden: draft.identityHidden,
    kvkkVersion: city?.kvkk?.version ?? null,
    attachments: draft.photos.filter((photo) => photo.reference).map((photo) => photo.reference),
  };
}

function placeLines({ place }) {
  if (place.none) return [t('where.none')];
  const lines = [];
  if (place.neighbourhood) lines.push([place.neighbourhood, districtName(state.city, place.district)].filter(Boolean).join(', '));
  if (place.address) lines.push(place.address);
  if (place.lat !== null) lines.push(pointSentence(place));
  return lines.length ? lines : [t('check.nothing')];
}

function contactLines({ contact, identityHidden, regime }) {
  const ways = { SMS: ['SMS', contact.phone], WHATSAPP: ['WhatsApp', contact.phone], EMAIL: [t('contact.byEmail'), contact.email], NONE: [t('contact.none')], '': [t('check.nothing')] };
  const lines = [ways[contact.preferred].filter(Boolean).join(': ')];
  if (contact.name) lines.push(contact.name);
  if (identityHidden) lines.push(t('contact.hidden'));
  if (regime) lines.push(t(regime === 'PETITION_3071' ? 'contact.regime.petition' : 'contact.regime.information'));
  if (regime === 'INFORMATION_4982') lines.push(t('check.nationalId', { masked: `•••••••${state.secret.nationalId.replace(/\s/g, '').slice(-4)}` }));
  return lines;
}

function row(name, lines, path) {
  return html`<div class="answer">
    <dt>${name}</dt>
    <dd>${lines.map((line) => html`<p>${line}</p>`)}</dd>
    <dd class="action"><a href="${href(path)}?don=kontrol">${t('check.change')}<span class="unseen"> ${name}</span></a></dd>
  </div>`;
}

function stopWaiting() {
  clearInterval(state.local.timer);
  state.local.timer = null;
}

function waitAndTryAgain(problem) {
  const box = state.local;
  box.problem = problem;
  box.seconds = problem.retryAfter ?? waitWithoutAdvice;
  box.timer = setInterval(() => {
    if (state.local !== box) return clearInterval(box.timer);
    box.seconds -= 1;
    if (box.seconds > 0) return update();
    stopWaiting();
    return send();
  }, 1000);
}

/** The server's complaints, tied to the pages where they are mended. */
function complaints(problem) {
  const errors = problem.errors.map((error) => {
    const [, page, field] = pages.find(([pointer]) => pointer.test(error.pointer ?? '')) ?? [null, null, null];
    return { page: page && `${page}?don=kontrol`, field, text: t('check.refused', { detail: (lang === 'en' ? error.detail_en : null) ?? error.detail ?? '' }) };
  });
  return errors.length > 0 ? errors : [{ text: problem.text }];
}

async function send() {
  const box = state.local;
  if (box.sending) return;
  stopWaiting();
  box.sending = true;
  box.problem = null;
  state.errors = [];
  update();
  const { draft } = state;
  try {
    const answer = await api.submit(draft.key, submission(draft, state.secret, state.city));
    rememberSent({
      code: answer.trackingCode,
      answerBy: answer.answerBy ?? null,
      at: new Date().toISOString(),
      text: draft.text.trim(),
      place: placeLines(draft),
      kvkkVersion: state.city?.kvkk?.version ?? null,
      again: { place: draft.place, contact: draft.contact },
    });
    dropDraft();
    state.draft = emptyDraft();
    state.secret.nationalId = '';
    navigate('/basvuru/tamam', { replace: true });
  } catch (problem) {
    if (!(problem instanceof api.Problem)) throw problem;
    box.sending = false;
    if (state.local !== box) return;
    if (problem.passing) {
      waitAndTryAgain(problem);
      update();
    } else if (problem.slug === 'idempotency-key-reused') {
      box.problem = problem;
      update();
    } else {
      showErrors(complaints(problem));
    }
  } finally {
    box.sending = false;
  }
}

function trouble() {
  const { problem, seconds, timer } = state.local;
  if (!problem) return nothing;
  if (problem.slug === 'idempotency-key-reused') {
    return inset(html`<p>${problem.text}</p>${button({ text: t('check.asNew'), kind: 'secondary', type: 'button', press: () => {
      state.draft.key = newKey();
      saveDraft(state.draft);
      send();
    } })}`, 'warning');
  }
  return inset(html`<p><strong>${problem.text}</strong></p>
    ${timer ? html`<p>${t('check.retryIn', { seconds })}</p>` : nothing}
    <p>${t('check.kept')}</p>`, 'warning');
}

export default {
  guard: () => (state.draft.text.trim() === '' ? '/basvuru/ne' : null),
  enter() {
    // what may not be stored is gone after a reload and is asked again
    const missing = state.draft.regime === 'INFORMATION_4982' ? contactScreen.problems() : [];
    if (missing.length > 0) navigate('/basvuru/iletisim?don=kontrol', { replace: true });
  },
  view: () => {
    const { draft } = state;
    const unsent = draft.photos.filter((photo) => !photo.reference).length;
    return {
      heading: t('check.heading'),
      back: resume(draft) === '/basvuru/kontrol' ? '/basvuru/iletisim' : resume(draft),
      body: form(
        send,
        html`
          <dl class="answers">
            ${row(t('check.what'), [draft.text], '/basvuru/ne')}
            ${row(t('check.where'), placeLines(draft), '/basvuru/nerede')}
            ${row(t('check.photos'), [draft.photos.length ? t('photos.count', { count: draft.photos.length }) : t('check.nothing')], '/basvuru/foto')}
            ${row(t('check.contact'), contactLines(draft), '/basvuru/iletisim')}
          </dl>
          ${unsent ? inset(html`<p>${t('check.photosMissing', { count: unsent })}</p>`, 'warning') : nothing}
          <div role="status">${trouble()}</div>
          ${button({ id: 'send', text: t(state.local.timer ? 'check.now' : 'check.send'), busyText: t('form.sending'), busy: Boolean(state.local.sending) })}`,
      ),
    };
  },
};
