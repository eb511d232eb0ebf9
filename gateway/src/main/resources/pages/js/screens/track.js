/** What became of a request: one sentence, the answer, what one can do, and the whole story. */
import { html, nothing } from '../../lib/lit-html.js';
import * as api from '../api.js';
import { icon, statusIcon } from '../icons.js';
import { has, local, t } from '../i18n.js';
import { button, codeText, copyButton, inset } from '../parts.js';
import { state, update } from '../state.js';
import { lastSent } from '../store.js';
import { ago, day, dayWithName, moment, remaining } from '../time.js';
import { trackingCode } from '../words.js';
import { actions } from './messages.js';
import { trackForm } from './trackform.js';

const slowAfter = 8_000;
/** A request just sent may need a moment until it can be seen. */
const freshFor = 20_000;

function code() {
  return trackingCode(state.path[1] ?? '');
}

function justSent() {
  const sent = lastSent();
  return sent?.code === code() && Date.now() - Date.parse(sent.at) < freshFor;
}

async function load() {
  const box = state.local;
  box.loading = true;
  box.slow = false;
  const slow = setTimeout(() => {
    box.slow = true;
    update();
  }, slowAfter);
  try {
    box.request = await api.track(code());
    box.problem = null;
  } catch (problem) {
    if (!(problem instanceof api.Problem)) throw problem;
    box.problem = problem;
    if (problem.slug === 'not-found' && justSent()) box.again = setTimeout(() => state.local === box && load(), 1_000);
  } finally {
    clearTimeout(slow);
    box.loading = Boolean(box.again && box.problem?.slug === 'not-found' && justSent());
  }
  if (state.local === box) update();
}

/** One sentence that says where it stands; the owner or the date stands alone in it. */
function sentence(request) {
  const values = { owner: local(request.owner?.name), date: request.plannedFor ? day(request.plannedFor) : '', outcome: local(request.outcomeText) };
  const missing = (request.status === 'PLANNED' && !values.date) || (['ASSIGNED', 'FORWARDED'].includes(request.status) && !values.owner)
    || (['ANSWERED', 'CLOSED'].includes(request.status) && !values.outcome);
  const key = `track.sentence.${request.status}`;
  return missing || !has(key) ? local(request.statusText) : t(key, values);
}

function deadline(request) {
  if (request.answer || !request.answerBy || ['CLOSED', 'DECLINED', 'WITHDRAWN', 'MERGED'].includes(request.status)) return nothing;
  return html`<p class="deadline">${icon('calendar')} <span>${t('track.answerBy')}: <strong>${dayWithName(request.answerBy)}</strong> (${remaining(request.answerBy)})</span></p>`;
}

function answer(request) {
  if (!request.answer) return nothing;
  return html`<section class="card answer-card" aria-labelledby="answer-title">
    <h2 id="answer-title">${t('track.answer')}</h2>
    ${request.outcome ? html`<p class="chip done">${icon(request.outcome === 'DONE' ? 'check' : 'forward')} ${local(request.outcomeText)}</p>` : nothing}
    <p class="words">${request.answer.text}</p>
    <p class="soft">${moment(request.answer.at)}</p>
  </section>`;
}

function facts(request) {
  const rows = [
    [t('track.topic'), local(request.category?.name)],
    [t('track.owner'), request.owner ? `${local(request.owner.name)}${request.owner.external ? ` (${t('track.external')})` : ''}` : ''],
    [t('track.plannedFor'), request.plannedFor ? dayWithName(request.plannedFor) : ''],
    [t('track.received'), request.receivedAt ? moment(request.receivedAt) : ''],
    [t('track.updated'), request.updatedAt ? `${moment(request.updatedAt)} (${ago(request.updatedAt)})` : ''],
  ].filter(([, value]) => value);
  return html`<dl class="facts">${rows.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}

function timeline(request) {
  if (!request.timeline?.length) return nothing;
  return html`<section aria-labelledby="timeline-title">
    <h2 id="timeline-title">${t('track.timeline')}</h2>
    <ol class="timeline">${request.timeline.map((entry) => html`<li>
      <span class="dot">${statusIcon(entry.status)}</span>
      <p class="what">${local(entry.text)}</p>
      <p class="soft"><time datetime=${entry.at}>${moment(entry.at)}</time></p>
    </li>`)}</ol>
  </section>`;
}

function unknown(problem) {
  return {
    heading: t('track.unknown'),
    back: '/',
    body: html`<p class="lead">${t('track.unknown.help')}</p>${problem.slug === 'not-found' ? trackForm() : nothing}`,
  };
}

function failed(problem) {
  return {
    heading: t('track.failed'),
    back: '/',
    body: html`${inset(html`<p>${problem.text}</p>`, 'warning')}
      ${button({ text: t('loading.again'), type: 'button', press: () => {
        state.local.problem = null;
        load();
        update();
      } })}`,
  };
}

function waiting() {
  return {
    heading: t('track.heading'),
    back: '/',
    body: html`<div aria-busy="true">
      <p role="status" class="late">${t('loading')}</p>
      <div class="skeleton" aria-hidden="true"><span></span><span></span><span></span></div>
      ${state.local.slow ? html`<p>${t('loading.slow')}</p>${button({ text: t('loading.again'), type: 'button', kind: 'secondary', press: load })}` : nothing}
    </div>`,
  };
}

function found(request) {
  if (request.erased) {
    return { heading: t('track.erased'), back: '/', body: html`<p class="lead">${t('track.erased.help')}</p>` };
  }
  return {
    heading: sentence(request),
    back: '/',
    body: html`
      <div class="track-head">
        ${local(request.statusText) === sentence(request) ? nothing : html`<p class="chip ${['ANSWERED', 'CLOSED'].includes(request.status) ? 'done' : ''} ${request.status === 'WAITING_FOR_CITIZEN' ? 'attention' : ''}">${statusIcon(request.status)} ${local(request.statusText)}</p>`}
        <p>${t('done.code')}: ${codeText(request.trackingCode)} ${copyButton(request.trackingCode)}</p>
      </div>
      ${deadline(request)} ${answer(request)} ${actions(request, load)} ${facts(request)} ${timeline(request)}
      ${button({ text: t('track.refresh'), kind: 'quiet', type: 'button', busy: state.local.loading, busyText: t('loading'), press: () => {
        load();
        update();
      } })}`,
  };
}

function blank() {
  return { heading: t('track.heading'), back: '/', body: trackForm() };
}

function onReturn() {
  if (document.visibilityState === 'visible' && state.path[0] === 'takip' && state.local.request && !state.local.loading) load();
}

document.addEventListener('visibilitychange', onReturn);

export default {
  enter() {
    state.local.code = state.path[1] ? code() : '';
    if (state.path[1]) load();
  },
  view: () => {
    const { request, problem, loading } = state.local;
    if (!state.path[1]) return blank();
    if (request) return found(request);
    if (loading) return waiting();
    if (!problem) return waiting();
    return ['not-found', 'malformed-request', 'validation-failed'].includes(problem.slug) ? unknown(problem) : failed(problem);
  },
};
