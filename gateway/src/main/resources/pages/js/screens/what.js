/** Step 1: the only answer that is needed. */
import { html, nothing } from '../../lib/lit-html.js';
import { t } from '../i18n.js';
import { button, callEmergency, form, textArea } from '../parts.js';
import { change, showErrors, state } from '../state.js';
import { next, previous } from '../steps.js';
import { storing } from '../store.js';
import { soundsDangerous } from '../words.js';

const path = '/basvuru/ne';
const limit = 10_000;

export default {
  view: () => ({
    heading: t('what.heading'),
    path,
    back: previous(path),
    body: form(
      () => {
        const text = state.draft.text.trim();
        if (text === '') showErrors([{ field: 'text', text: t('what.empty') }]);
        else if (text.length > limit) showErrors([{ field: 'text', text: t('what.long', { count: limit }) }]);
        else next(path);
      },
      html`
        ${textArea({ id: 'text', text: t('what.heading'), hiddenLabel: true, hint: t('what.hint'), value: state.draft.text, limit, rows: 6,
          change: (value) => change((draft) => { draft.text = value; }) })}
        <div aria-live="polite">${soundsDangerous(state.draft.text) ? callEmergency('loud') : nothing}</div>
        <p class="soft">${t(storing ? 'form.saved' : 'form.notSaved')}</p>
        ${button({ text: t('form.continue') })}`,
    ),
  }),
};
