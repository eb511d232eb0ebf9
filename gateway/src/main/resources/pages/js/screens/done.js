/** The thanks page: the code, what happens next and by when, and a receipt to print. */
import { html, nothing } from '../../lib/lit-html.js';
import { local, t } from '../i18n.js';
import { button, checkbox, codeText, copyButton, linkButton } from '../parts.js';
import { change, navigate, state, update } from '../state.js';
import { forgetCode, keepCode, keptCodes, lastSent, storing } from '../store.js';
import { dayWithName, moment } from '../time.js';

function receipt(sent) {
  return html`<section class="receipt" aria-labelledby="receipt-title">
    <h2 id="receipt-title">${t('receipt.title')}</h2>
    <p>${local(state.city?.name) || 'Alo 153'}</p>
    <dl class="facts">
      <div><dt>${t('done.code')}</dt><dd>${codeText(sent.code)}</dd></div>
      <div><dt>${t('receipt.at')}</dt><dd>${moment(sent.at)}</dd></div>
      <div><dt>${t('check.what')}</dt><dd>${sent.text}</dd></div>
      <div><dt>${t('check.where')}</dt><dd>${sent.place.map((line) => html`<p>${line}</p>`)}</dd></div>
      ${sent.answerBy ? html`<div><dt>${t('track.answerBy')}</dt><dd>${dayWithName(sent.answerBy)}</dd></div>` : nothing}
      ${sent.kvkkVersion ? html`<div><dt>${t('receipt.kvkk')}</dt><dd>${sent.kvkkVersion}</dd></div>` : nothing}
    </dl>
    <p class="soft">${t('receipt.note')}</p>
  </section>`;
}

export default {
  guard: () => (lastSent() ? null : '/'),
  view: () => {
    const sent = lastSent();
    return {
      heading: t('done.heading'),
      panel: html`<p class="panel-label">${t('done.code')}</p><p class="big-code">${codeText(sent.code)}</p>${copyButton(sent.code)}`,
      body: html`
        <section aria-labelledby="next-title" class="screen-only">
          <h2 id="next-title">${t('done.next')}</h2>
          <p>${sent.answerBy ? t('done.by', { date: dayWithName(sent.answerBy) }) : t('done.noDate')}</p>
          <p>${t('done.keep')}</p>
        </section>
        <div class="row">
          ${linkButton(`/takip/${sent.code}`, t('done.follow'))}
          ${button({ text: t('done.print'), kind: 'secondary', type: 'button', press: () => window.print() })}
        </div>
        ${!storing ? nothing : checkbox({ id: 'keep', text: t('done.keepHere'), hint: t('done.keepHere.hint'), checked: keptCodes().some(({ code }) => code === sent.code),
          change: (checked) => {
            if (checked) keepCode(sent.code);
            else forgetCode(sent.code);
            update();
          } })}
        <p class="screen-only">${button({ text: t('done.another'), kind: 'quiet', type: 'button', press: () => {
          change((draft) => {
            Object.assign(draft.contact, sent.again.contact);
            Object.assign(draft.place, sent.again.place);
          });
          navigate('/basvuru/ne');
        } })}</p>
        ${receipt(sent)}`,
    };
  },
};
