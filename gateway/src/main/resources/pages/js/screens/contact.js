/** Step 4: how we answer, and what we do with what we are told. */
import { html, nothing } from '../../lib/lit-html.js';
import { local, t } from '../i18n.js';
import { button, checkbox, errorText, form, radios, textField } from '../parts.js';
import { change, errorOf, href, showErrors, state, update } from '../state.js';
import { next, previous } from '../steps.js';
import { email, nationalIdChecks, phone } from '../words.js';

const path = '/basvuru/iletisim';

function set(field) {
  return (value) => change((draft) => { draft.contact[field] = value; });
}

function phoneField() {
  return textField({ id: 'phone', text: t('contact.phone'), hint: t('contact.phone.hint'), type: 'tel', inputmode: 'tel', autocomplete: 'tel', width: 'phone-width', maxlength: 30,
    value: state.draft.contact.phone, change: set('phone') });
}

function emailField() {
  return textField({ id: 'email', text: t('contact.email'), type: 'email', inputmode: 'email', autocomplete: 'email', value: state.draft.contact.email, change: set('email') });
}

/** The law asks for a name, and for information requests also for the identity number. */
function formal() {
  const { regime } = state.draft;
  return html`<details ?open=${regime !== '' || state.local.formal} @toggle=${(event) => { state.local.formal = event.target.open; }}>
    <summary>${t('contact.formal')}</summary>
    <div class="inside">
      ${radios({ name: 'regime', legend: t('contact.regime'), value: regime, change: (value) => change((draft) => { draft.regime = value; }), options: [
        { value: '', text: t('contact.regime.none') },
        { value: 'PETITION_3071', text: t('contact.regime.petition'), hint: t('contact.regime.petition.hint') },
        { value: 'INFORMATION_4982', text: t('contact.regime.information'), hint: t('contact.regime.information.hint') },
      ] })}
      ${regime === 'INFORMATION_4982' ? textField({ id: 'nationalId', text: t('contact.nationalId'), hint: t('contact.nationalId.hint'), inputmode: 'numeric', width: 'code-width', maxlength: 14,
        value: state.secret.nationalId, change: (value) => {
          state.secret.nationalId = value;
          update();
        } }) : nothing}
    </div>
  </details>`;
}

/** People do not see this field; what fills in everything it finds is told to stop, and nobody's request is lost. */
function trap() {
  const caught = errorOf('website');
  return html`<div class=${caught ? 'field wrong' : 'unseen'} aria-hidden=${caught ? nothing : 'true'}>
    <label class="label" for="website">${t('contact.trap')}</label> ${errorText('website', caught)}
    <input id="website" name="website" class="input" type="text" autocomplete="off" tabindex=${caught ? nothing : '-1'} aria-describedby=${caught ? 'website-error' : nothing}
      @input=${(event) => { state.local.trapped = event.target.value; }}>
  </div>`;
}

function problems() {
  const { contact, regime } = state.draft;
  const found = [];
  if (contact.preferred === '') found.push({ field: 'preferred', text: t('contact.preferred.empty') });
  if (['SMS', 'WHATSAPP'].includes(contact.preferred) && !phone(contact.phone)) {
    found.push({ field: 'phone', text: t(contact.phone.trim() ? 'contact.phone.wrong' : 'contact.phone.empty') });
  }
  if (contact.preferred === 'EMAIL' && !email(contact.email)) {
    found.push({ field: 'email', text: t(contact.email.trim() ? 'contact.email.wrong' : 'contact.email.empty') });
  }
  if (regime !== '' && contact.name.trim() === '') found.push({ field: 'name', text: t('contact.name.empty') });
  if (regime === 'INFORMATION_4982') {
    const digits = state.secret.nationalId.replace(/\s/g, '');
    if (!/^\d{11}$/.test(digits)) found.push({ field: 'nationalId', text: t('contact.nationalId.length') });
    else if (!nationalIdChecks(digits)) found.push({ field: 'nationalId', text: t('contact.nationalId.wrong') });
  }
  return found;
}

function submit() {
  const found = problems();
  if (state.local.trapped) found.push({ field: 'website', text: t('contact.trap.filled') });
  if (found.length > 0) return showErrors(found);
  change((draft) => {
    draft.contact.phone = phone(draft.contact.phone) ?? draft.contact.phone;
  });
  return next(path);
}

export default {
  problems,
  view: () => {
    const { contact } = state.draft;
    return {
      heading: t('contact.heading'),
      path,
      back: previous(path),
      body: form(
        submit,
        html`
          ${radios({ name: 'preferred', legend: t('contact.heading'), hiddenLegend: true, value: contact.preferred, change: set('preferred'), options: [
            { value: 'SMS', text: t('contact.sms'), inside: phoneField },
            { value: 'EMAIL', text: t('contact.byEmail'), inside: emailField },
            { value: 'WHATSAPP', text: 'WhatsApp', inside: phoneField },
            { value: 'NONE', text: t('contact.none'), hint: t('contact.none.hint') },
          ] })}
          ${textField({ id: 'name', text: t('contact.name'), optional: state.draft.regime === '', autocomplete: 'name', maxlength: 120, value: contact.name, change: set('name') })}
          ${checkbox({ id: 'identityHidden', text: t('contact.hidden'), hint: t('contact.hidden.hint'), checked: state.draft.identityHidden,
            change: (checked) => change((draft) => { draft.identityHidden = checked; }) })}
          ${formal()} ${trap()}
          <section class="notice" aria-labelledby="notice-title">
            <h2 id="notice-title">${t('kvkk.title')}</h2>
            <p>${t('kvkk.who', { city: local(state.city?.name) || t('kvkk.theCity') })} ${t('kvkk.why')} ${t('kvkk.rights')}
              <a href=${href('/aydinlatma')}>${t('kvkk.full')}</a></p>
          </section>
          ${button({ text: t('form.continue') })}`,
      ),
    };
  },
};
