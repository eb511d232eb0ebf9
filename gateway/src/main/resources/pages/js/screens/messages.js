/** What a citizen can still say about a request: only what the server allows at this moment. */
import { html, nothing } from '../../lib/lit-html.js';
import * as api from '../api.js';
import { icon } from '../icons.js';
import { t } from '../i18n.js';
import { button, form, inset, radios, textArea } from '../parts.js';
import { say, showErrors, state, update } from '../state.js';
import { dropMessage, loadMessage, newKey, saveMessage } from '../store.js';
import { moment } from '../time.js';

const purposes = { ANSWER: 'ANSWER', ADD: 'ADDITION', OBJECT: 'OBJECTION', RATE: 'RATING', WITHDRAW: 'WITHDRAWAL' };
const reasons = ['STILL', 'INSUFFICIENT', 'MISUNDERSTOOD', 'OTHER'];
const solvings = ['YES', 'PARTLY', 'NO'];

/** The desk reads Turkish, in whichever language the citizen ticked. */
const forTheDesk = {
  STILL: 'Sorun sürüyor.', INSUFFICIENT: 'Yanıt yetersiz.', MISUNDERSTOOD: 'Yanlış anlaşıldı.', OTHER: '',
  YES: 'Sorun çözüldü mü? Evet.', PARTLY: 'Sorun çözüldü mü? Kısmen.', NO: 'Sorun çözüldü mü? Hayır.',
};

function edit(request, action, field) {
  return (value) => {
    const message = state.local.messages[action];
    message[field] = value;
    saveMessage(request.trackingCode, action, message);
    update();
  };
}

function wrongWith(action, message) {
  const text = message.text.trim();
  if (action === 'ANSWER' && !text) return [{ field: 'message-ANSWER', text: t('message.empty') }];
  if (action === 'ADD' && !text) return [{ field: 'message-ADD', text: t('message.empty') }];
  if (action === 'OBJECT' && !message.reason) return [{ field: 'reason', text: t('object.reason.empty') }];
  if (action === 'OBJECT' && message.reason === 'OTHER' && !text) return [{ field: 'message-OBJECT', text: t('message.empty') }];
  if (action === 'RATE' && !message.rating) return [{ field: 'rating', text: t('rate.empty') }];
  return [];
}

function body(action, message) {
  const ticked = action === 'OBJECT' ? forTheDesk[message.reason] : action === 'RATE' ? forTheDesk[message.solved] : '';
  const text = [ticked, message.text.trim()].filter(Boolean).join(' ');
  return {
    purpose: purposes[action],
    text: text || null,
    rating: action === 'RATE' ? Number(message.rating) : null,
    attachments: [],
  };
}

async function send(request, action, reload) {
  const box = state.local;
  const message = box.messages[action];
  if (box.sendingMessage) return;
  const wrong = wrongWith(action, message);
  if (wrong.length > 0) {
    showErrors(wrong);
    return;
  }
  state.errors = [];
  box.reused = null;
  box.sendingMessage = true;
  update();
  try {
    await api.write(request.trackingCode, message.key, body(action, message));
    dropMessage(request.trackingCode, action);
    delete box.messages[action];
    box.open = null;
    box.thanks = t(`message.thanks.${action}`);
    say(box.thanks);
    document.getElementById('thanks')?.focus();
    // the case learns of it a moment later
    setTimeout(() => state.local === box && reload(), 1_500);
  } catch (problem) {
    if (!(problem instanceof api.Problem)) throw problem;
    if (problem.slug === 'idempotency-key-reused') box.reused = action;
    else showErrors([{ text: `${problem.text} ${t('check.kept')}` }]);
  } finally {
    box.sendingMessage = false;
    update();
  }
}

function fields(request, action, message) {
  const words = (extra) => textArea({ id: `message-${action}`, rows: 4, limit: 2000, value: message.text, change: edit(request, action, 'text'), ...extra });
  switch (action) {
    case 'ANSWER':
      return words({ text: t('answer.label'), hint: t('answer.clock') });
    case 'ADD':
      return words({ text: t('add.label') });
    case 'OBJECT':
      return html`${radios({ name: 'reason', legend: t('object.reason'), value: message.reason, change: edit(request, action, 'reason'),
        options: reasons.map((value) => ({ value, text: t(`object.reason.${value}`) })) })}
        ${words({ text: t('object.label'), optional: message.reason !== 'OTHER' })}`;
    case 'RATE':
      return html`${radios({ name: 'solved', legend: t('rate.solved'), value: message.solved, change: edit(request, action, 'solved'),
        options: solvings.map((value) => ({ value, text: t(`rate.solved.${value}`) })) })}
        ${message.solved === 'NO' && request.allowedActions.includes('OBJECT') ? inset(html`<p>${t('rate.objectFirst')}</p>
          ${button({ text: t('action.OBJECT'), kind: 'secondary', type: 'button', press: () => toggle(request, 'OBJECT') })}`) : nothing}
        ${radios({ name: 'rating', legend: t('rate.question'), value: message.rating, change: edit(request, action, 'rating'),
          options: ['5', '4', '3', '2', '1'].map((value) => ({ value, text: t(`rate.${value}`) })) })}
        ${words({ text: t('rate.label'), optional: true })}`;
    default:
      return html`<p>${t('withdraw.sure')}</p>${words({ text: t('withdraw.label'), optional: true })}`;
  }
}

function toggle(request, action) {
  const box = state.local;
  state.errors = [];
  box.thanks = null;
  box.open = box.open === action ? null : action;
  update();
  if (box.open) document.querySelector(`#form-${action} :is(textarea, input)`)?.focus();
}

/** An earlier try got through with other words: only the citizen knows whether both are meant. */
function sendAnew(request, action, reload) {
  if (state.local.reused !== action) return nothing;
  return inset(html`<p>${t('message.reused')}</p>${button({ text: t('message.asNew'), kind: 'secondary', type: 'button', press: () => {
    edit(request, action, 'key')(newKey());
    send(request, action, reload);
  } })}`, 'warning');
}

function messageForm(request, action, reload) {
  state.local.messages ??= {};
  const message = (state.local.messages[action] ??= loadMessage(request.trackingCode, action));
  return html`<div id="form-${action}" class="card message-form">
    ${form(
      () => send(request, action, reload),
      html`${fields(request, action, message)}
        <div role="status">${sendAnew(request, action, reload)}</div>
        ${button({ text: t(`message.send.${action}`), busyText: t('form.sending'), busy: Boolean(state.local.sendingMessage) })}`,
    )}
  </div>`;
}

function question(request, reload) {
  if (!request.question || !request.allowedActions.includes('ANSWER')) return nothing;
  return html`<section aria-labelledby="question-title">
    <h2 id="question-title">${t('track.question')}</h2>
    <blockquote class="words">${request.question.text}</blockquote>
    <p class="soft">${moment(request.question.at)}</p>
    ${messageForm(request, 'ANSWER', reload)}
  </section>`;
}

/** The question to answer, and a button for each other thing that is allowed. */
export function actions(request, reload) {
  const asked = Boolean(request.question && request.allowedActions.includes('ANSWER'));
  const others = request.allowedActions.filter((action) => action in purposes && !(asked && action === 'ANSWER'));
  return html`
    ${state.local.thanks ? html`<p id="thanks" class="inset good" tabindex="-1">${icon('check')} ${state.local.thanks}</p>` : nothing}
    ${question(request, reload)}
    ${others.length ? html`<section aria-labelledby="actions-title">
      <h2 id="actions-title" class="unseen">${t('track.actions')}</h2>
      <div class="row">${others.map((action) => html`<button type="button" class="button secondary" aria-expanded=${state.local.open === action ? 'true' : 'false'}
        aria-controls="form-${action}" @click=${() => toggle(request, action)}>${t(`action.${action}`)}</button>`)}</div>
      ${others.includes(state.local.open) ? messageForm(request, state.local.open, reload) : nothing}
    </section>` : nothing}`;
}
