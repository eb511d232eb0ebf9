/** The field for a tracking code, on the home page and on the tracking page. */
import { t } from '../i18n.js';
import { html } from '../../lib/lit-html.js';
import { button, form, textField } from '../parts.js';
import { navigate, showErrors, state, update } from '../state.js';
import { trackingCode } from '../words.js';

export function trackForm() {
  const typed = state.local.code ?? '';
  return form(
    () => {
      const code = trackingCode(typed);
      if (code === '') showErrors([{ field: 'code', text: t('track.code.empty') }]);
      else navigate(`/takip/${encodeURIComponent(code)}`);
    },
    html`<div class="row with-field">
      ${textField({ id: 'code', text: t('track.code.label'), hint: t('track.code.hint'), value: typed, width: 'code-width', maxlength: 40, change: (value) => {
        state.local.code = value;
        update();
      } })}
      ${button({ text: t('track.code.submit'), kind: 'secondary' })}
    </div>`,
  );
}
