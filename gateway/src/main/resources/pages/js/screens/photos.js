/** Step 3: photos, for those who have some. */
import { html, nothing } from '../../lib/lit-html.js';
import { metresBetween } from '../geo.js';
import { icon } from '../icons.js';
import { lang, t } from '../i18n.js';
import { button, errorText, form, inset } from '../parts.js';
import { add, mostPhotos, send } from '../photos.js';
import { change, errorOf, say, state, update } from '../state.js';
import { next, previous } from '../steps.js';
import { distance, fileSize } from '../words.js';
import { setPoint } from './where.js';

const path = '/basvuru/foto';
const changed = () => change(() => {});

function picker(id, text, name, { capture, multiple }) {
  return html`<label class="button secondary picker"><input id=${id} type="file" accept="image/*" class="unseen"
      capture=${capture ? 'environment' : nothing} ?multiple=${multiple}
      @change=${async (event) => {
        const files = [...event.target.files];
        event.target.value = '';
        state.local.busy = true;
        update();
        state.local.complaints = await add(state.draft.photos, files, changed);
        state.local.busy = false;
        say(state.local.complaints.join(' ') || t('photos.count', { count: state.draft.photos.length }));
      }}>${icon(name)} ${text}</label>`;
}

export function photoRow(photo, index, remove) {
  return html`<li class="photo">
    <img src=${photo.thumbnail} alt=${t('photos.alt', { number: index + 1, file: photo.name })} width="72" height="72">
    <div>
      <p class="file">${photo.name}</p>
      <p class="soft">${fileSize(photo.bytes, lang)} · ${t(`photos.state.${photo.state}`)}</p>
      ${photo.problem ? html`<p class="error">${photo.problem}</p>` : nothing}
      <div class="row">
        ${photo.state === 'failed' && photo.blob ? button({ text: t('photos.again'), kind: 'quiet', type: 'button', press: () => send(photo, changed) }) : nothing}
        ${button({ text: html`${t('photos.remove')}<span class="unseen"> ${photo.name}</span>`, kind: 'quiet', type: 'button', press: remove })}
      </div>
    </div>
  </li>`;
}

/** Farther than this, and than the position is known, a photo shows another place. */
const elsewhere = 100;

/** A photo taken away from the chosen point is asked about once; nothing waits for the answer. */
function whichPlace({ photos, place }) {
  if (place.lat === null || place.sureOfIt) return nothing;
  const away = ({ takenAt }) => takenAt && metresBetween(place, takenAt) > Math.max(elsewhere, place.accuracy ?? 0);
  const photo = photos.find(away);
  if (!photo) return nothing;
  const answer = (decide) => () => {
    decide();
    change((draft) => { draft.place.sureOfIt = true; });
    document.querySelector('h1').focus();
  };
  return inset(html`<p><strong>${t('photos.elsewhere')}</strong></p>
    <p>${t('photos.elsewhere.distance', { distance: distance(metresBetween(place, photo.takenAt), lang) })}</p>
    <div class="row">
      ${button({ text: t('photos.elsewhere.chosen'), kind: 'secondary', type: 'button', press: answer(() => {}) })}
      ${button({ text: t('photos.elsewhere.taken'), kind: 'secondary', type: 'button', press: answer(() => setPoint('photo', photo.takenAt.lat, photo.takenAt.lon)) })}
    </div>`);
}

export default {
  view: () => {
    const { photos } = state.draft;
    return {
      heading: t('photos.heading'),
      path,
      back: previous(path),
      body: form(
        () => next(path),
        html`
          <p class="lead">${t('photos.lead', { count: mostPhotos })}</p>
          ${errorText('attachments', errorOf('attachments'))}
          ${photos.length < mostPhotos ? html`<div class="row" id="attachments" tabindex="-1">
            ${picker('take-photo', t('photos.take'), 'camera', { capture: true })}
            ${picker('choose-photos', t('photos.choose'), 'image', { multiple: true })}
          </div>` : html`<p>${t('photos.full', { count: mostPhotos })}</p>`}
          ${(state.local.complaints ?? []).map((text) => html`<p class="error">${icon('alert')}${text}</p>`)}
          ${photos.length ? html`<ul class="plain-list photos">${photos.map((photo, index) => photoRow(photo, index, () => {
            change((draft) => draft.photos.splice(index, 1));
            document.querySelector('h1').focus();
          }))}</ul>` : nothing}
          <div role="status">${whichPlace(state.draft)}</div>
          <p class="soft">${t('photos.privacy')}</p>
          ${button({ text: photos.length ? t('form.continue') : t('photos.without') })}`,
      ),
    };
  },
};
