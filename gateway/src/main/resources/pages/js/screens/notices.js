/** Pages that only say something. */
import { html, nothing } from '../../lib/lit-html.js';
import { local, t } from '../i18n.js';
import { linkButton } from '../parts.js';
import { state } from '../state.js';

function paragraphs(text) {
  return text.split(/\n+/).filter(Boolean).map((part) => html`<p>${part}</p>`);
}

export const privacy = {
  view: () => {
    const { kvkk } = state.city ?? {};
    return {
      heading: t('privacy.heading'),
      back: '/',
      body: html`
        ${kvkk ? paragraphs(local(kvkk.text)) : html`<p>${t('kvkk.who', { city: t('kvkk.theCity') })} ${t('kvkk.why')} ${t('kvkk.rights')}</p>`}
        ${kvkk ? html`<p class="soft">${t('privacy.version', { version: kvkk.version })}</p>` : nothing}`,
    };
  },
};

export const accessibility = {
  view: () => ({
    heading: t('accessibility.heading'),
    back: '/',
    body: html`<p>${t('accessibility.aim')}</p><p>${t('accessibility.how')}</p><p>${t('accessibility.else', { phone: state.city?.contacts?.phone ?? '153' })}</p>`,
  }),
};

export const notFound = {
  view: () => ({
    heading: t('notFound.heading'),
    body: html`<p class="lead">${t('notFound.help')}</p>${linkButton('/', t('notFound.home'))}`,
  }),
};
