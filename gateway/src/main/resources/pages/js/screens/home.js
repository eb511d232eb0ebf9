/** Where everybody starts: a new request, or one that is on its way. */
import { html, nothing } from '../../lib/lit-html.js';
import { icon } from '../icons.js';
import { t } from '../i18n.js';
import { button, callEmergency, linkButton } from '../parts.js';
import { href, state, update } from '../state.js';
import { dropDraft, emptyDraft, forgetCode, isEmpty, keptCodes } from '../store.js';
import { ago } from '../time.js';
import { resume } from '../steps.js';
import { trackForm } from './trackform.js';

function draftCard() {
  if (isEmpty(state.draft) || !state.draft.savedAt) return nothing;
  const old = Date.now() - Date.parse(state.draft.savedAt) > 30 * 86_400_000;
  return html`<section class="card draft" aria-labelledby="draft-title">
    <h2 id="draft-title">${t('home.draft.title')}</h2>
    ${state.draft.text ? html`<p class="quote">${state.draft.text.length > 120 ? `${state.draft.text.slice(0, 120)}…` : state.draft.text}</p>` : nothing}
    <p class="soft">${t('home.draft.saved', { when: ago(state.draft.savedAt) })} ${old ? t('home.draft.old') : ''}</p>
    <div class="row">
      ${linkButton(resume(state.draft), t('home.draft.continue'), 'secondary')}
      ${button({ text: t('home.draft.delete'), kind: 'quiet', type: 'button', press: () => {
        dropDraft();
        state.draft = emptyDraft();
        state.secret.nationalId = '';
        update();
        document.querySelector('h1').focus();
      } })}
    </div>
  </section>`;
}

function kept() {
  const codes = keptCodes();
  if (codes.length === 0) return nothing;
  return html`<section aria-labelledby="kept-title">
    <h2 id="kept-title">${t('home.kept.title')}</h2>
    <ul class="plain-list rows">${codes.map(({ code, at }) => html`<li>
      <a class="code" translate="no" href=${href(`/takip/${code}`)}>${code}</a> <span class="soft">${ago(at)}</span>
      ${button({ text: html`${t('home.kept.remove')}<span class="unseen"> ${code}</span>`, kind: 'quiet', type: 'button', press: () => {
        forgetCode(code);
        update();
      } })}</li>`)}</ul>
  </section>`;
}

function contacts() {
  const { phone = '153', whatsapp, email } = state.city?.contacts ?? {};
  return html`<section class="contacts" aria-labelledby="contacts-title">
    <h2 id="contacts-title">${t('home.contacts.title')}</h2>
    <ul class="plain-list">
      <li>${icon('phone')} <span>${t('home.contacts.phone')} <a href="tel:${phone}">${phone}</a></span></li>
      ${whatsapp ? html`<li>${icon('chat')} <span>WhatsApp: <a class="number" href="https://wa.me/${whatsapp.replace(/\D/g, '')}">${whatsapp}</a></span></li>` : nothing}
      ${email ? html`<li>${icon('mail')} <span>${t('home.contacts.email')} <a href="mailto:${email}">${email}</a></span></li>` : nothing}
    </ul>
    ${callEmergency()}
  </section>`;
}

export default {
  view: () => ({
    heading: t('home.heading'),
    home: true,
    body: html`
      <p class="lead">${t('home.lead')}</p>
      <div class="row start">
        <a class="button primary large" href=${href('/basvuru/ne')}>${t('home.new')}</a>
        <a class="with-icon" href=${href('/basvuru/foto')}>${icon('camera')} ${t('home.photo')}</a>
      </div>
      ${draftCard()}
      <section class="card" aria-labelledby="track-title">
        <h2 id="track-title">${t('home.track.title')}</h2>
        ${trackForm()}
      </section>
      ${kept()} ${contacts()}`,
  }),
};
