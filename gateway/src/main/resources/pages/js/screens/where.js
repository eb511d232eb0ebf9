/** Step 2: the place, by position, words or map, whichever is easiest. */
import { html, nothing } from '../../lib/lit-html.js';
import { combobox } from '../combobox.js';
import { districtAt, districtName, districtsNear, hasOutlines } from '../geo.js';
import { icon } from '../icons.js';
import { local, t } from '../i18n.js';
import { button, checkbox, errorText, form, inset, radios, textField } from '../parts.js';
import { change, errorOf, say, showErrors, state, update } from '../state.js';
import { next, previous } from '../steps.js';
import { noPoint } from '../store.js';
import { fold } from '../words.js';

const path = '/basvuru/nerede';
let options = { of: null, list: [] };

function neighbourhoods() {
  if (options.of !== state.city) {
    const list = (state.city?.neighbourhoods ?? []).map(({ name, district }) => ({
      text: name,
      detail: districtName(state.city, district),
      district,
      folded: fold(`${name} ${districtName(state.city, district)}`),
    }));
    const collator = new Intl.Collator('tr');
    list.sort((a, b) => collator.compare(a.text, b.text));
    options = { of: state.city, list };
  }
  return options.list;
}

/** Takes a point over; source is gps, map or photo. */
export function setPoint(source, lat, lon, accuracy = null) {
  change((draft) => Object.assign(draft.place, noPoint, { lat, lon, accuracy, source, none: false }));
  state.errors = [];
  say(pointSentence(state.draft.place));
}

function outside(place) {
  return place.lat !== null && hasOutlines(state.city) && !districtAt(state.city, place.lat, place.lon);
}

/** A point in one district and a neighbourhood of another: said once, near the point, and left to the citizen. */
function contradicts(place) {
  const near = districtsNear(state.city, place);
  return near.length > 0 && place.district !== '' && !near.some(({ code }) => code === place.district);
}

/** The district of a point; near a boundary the neighbourhood's, or the one the citizen named. */
export function districtOf(place) {
  const near = districtsNear(state.city, place);
  const said = near.find(({ code }) => code === (place.district || place.boundaryDistrict));
  return said ?? districtAt(state.city, place.lat, place.lon);
}

/** Near a boundary one question instead of two pins; who chose a neighbourhood has answered it. */
function boundary(place) {
  const near = districtsNear(state.city, place);
  if (near.length < 2 || place.district !== '') return nothing;
  return radios({ name: 'boundaryDistrict', legend: t('where.boundary'), value: place.boundaryDistrict,
    change: (value) => change((draft) => { draft.place.boundaryDistrict = value; }),
    options: [...near.map(({ code, name }) => ({ value: code, text: name })), { value: '', text: t('where.boundary.unknown') }] });
}

export function pointSentence(place) {
  const parts = [t(`where.point.${place.source}`)];
  if (place.accuracy !== null) parts.push(`±${Math.round(place.accuracy)} m`);
  const district = districtOf(place);
  if (district) parts.push(t('where.district', { name: district.name }));
  return parts.join(' · ');
}

function locate() {
  const box = state.local;
  if (!navigator.geolocation) {
    box.locating = 'denied';
    return update();
  }
  box.locating = 'busy';
  update();
  return navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      box.locating = '';
      setPoint('gps', coords.latitude, coords.longitude, coords.accuracy);
    },
    (failure) => {
      box.locating = failure.code === failure.PERMISSION_DENIED ? 'denied' : 'failed';
      say(t(`where.gps.${box.locating}`));
    },
    { enableHighAccuracy: true, timeout: 15_000, maximumAge: 60_000 },
  );
}

async function openMap() {
  const { openMapDialog } = await import('../map/dialog.js');
  openMapDialog(document.getElementById('map-dialog'), (lat, lon) => setPoint('map', lat, lon));
}

function point() {
  const { place } = state.draft;
  if (place.lat === null) return nothing;
  return html`<div class="inset point">
    <p>${icon('pin')} ${pointSentence(place)}</p>
    ${boundary(place)}
    ${contradicts(place) ? html`<p>${t('where.mismatch', { neighbourhood: districtName(state.city, place.district) })}</p>` : nothing}
    ${outside(place) ? html`<p>${t('where.outside', { city: local(state.city.name) })}</p>` : nothing}
    ${button({ text: t('where.point.remove'), kind: 'quiet', type: 'button', press: () => {
      change((draft) => Object.assign(draft.place, noPoint));
      document.getElementById('place').focus();
    } })}
  </div>`;
}

function mapDialog() {
  return html`<dialog id="map-dialog" class="map-dialog" aria-labelledby="map-title">
    <div class="map-frame">
      <h2 id="map-title">${t('map.heading')}</h2>
      <p id="map-place" class="map-place" aria-live="polite"></p>
      <div class="map-box">
        <div id="map" role="application" aria-label=${t('map.label')}></div>
        <div class="crosshair" aria-hidden="true"></div>
        <div class="map-zoom">
          <button type="button" id="map-in" class="button tool" aria-label=${t('map.in')}>+</button>
          <button type="button" id="map-out" class="button tool" aria-label=${t('map.out')}>−</button>
        </div>
      </div>
      <p class="soft map-note">${t('map.note')}</p>
      <div class="row map-buttons">
        <button type="button" id="map-choose" class="button primary">${t('map.choose')}</button>
        <button type="button" id="map-cancel" class="button secondary">${t('map.cancel')}</button>
      </div>
    </div>
  </dialog>`;
}

function submit() {
  const { place } = state.draft;
  if (place.lat === null && place.neighbourhood.trim() === '' && place.address.trim() === '' && !place.none) {
    showErrors([{ field: 'place', text: t('where.empty') }]);
  } else {
    next(path);
  }
}

export default {
  view: () => {
    const { place } = state.draft;
    const busy = state.local.locating === 'busy';
    const refusal = ['denied', 'failed'].includes(state.local.locating) ? state.local.locating : null;
    return {
      heading: t('where.heading'),
      path,
      back: previous(path),
      body: html`${form(
        submit,
        html`
          <div class="field ${errorOf('place') ? 'wrong' : ''}">
            ${errorText('place', errorOf('place'))}
            <div class="row">
              ${button({ id: 'place', text: html`${icon('pin')} ${t('where.gps')}`, busyText: t('where.gps.busy'), busy, kind: 'secondary', type: 'button', press: locate })}
              ${button({ text: t('where.map'), kind: 'secondary', type: 'button', press: openMap })}
            </div>
            ${refusal ? inset(html`<p>${t(`where.gps.${refusal}`)}</p>`) : nothing}
          </div>
          ${point()}
          ${combobox({ id: 'neighbourhood', text: t('where.neighbourhood'), value: place.neighbourhood, options: neighbourhoods(),
            type: (value) => change((draft) => Object.assign(draft.place, { neighbourhood: value, district: '', none: false })),
            choose: (option) => change((draft) => Object.assign(draft.place, { neighbourhood: option.text, district: option.district, none: false })) })}
          ${place.neighbourhood && place.district ? html`<p class="hint under">${t('where.district', { name: districtName(state.city, place.district) })}</p>` : nothing}
          ${textField({ id: 'address', text: t('where.street'), hint: t('where.street.hint'), value: place.address, maxlength: 300,
            change: (value) => change((draft) => Object.assign(draft.place, { address: value, none: false })) })}
          ${checkbox({ id: 'none', text: t('where.none'), checked: place.none, change: (checked) => change((draft) => {
            Object.assign(draft.place, checked ? { ...noPoint, address: '', neighbourhood: '', district: '', none: true } : { none: false });
          }) })}
          ${button({ text: t('form.continue') })}`,
      )}${mapDialog()}`,
    };
  },
};
