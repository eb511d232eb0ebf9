/**
 * The map: a cross stands still in the middle and the map moves beneath it, so that a finger, a
 * mouse, arrow keys and + / − all do the same, and nothing needs to be dragged onto a spot.
 */
import { districtAt } from '../geo.js';
import { local, t } from '../i18n.js';
import { state } from '../state.js';

/** All that Leaflet writes as markup when its own controls are off; anything else is refused. */
const harmless = new Set(['', '<svg/>']);

let loading;

function load() {
  loading ??= (async () => {
    if (window.trustedTypes && !window.trustedTypes.defaultPolicy) {
      window.trustedTypes.createPolicy('default', { createHTML: (markup) => (harmless.has(markup) ? markup : null) });
    }
    const sheet = document.createElement('link');
    sheet.rel = 'stylesheet';
    sheet.href = new URL('../../lib/leaflet.css', import.meta.url).pathname;
    const styled = new Promise((resolve, reject) => {
      sheet.onload = resolve;
      sheet.onerror = () => reject(new Error('the style of the map did not load'));
    });
    document.head.append(sheet);
    await Promise.all([import('../../lib/leaflet.js'), styled]);
    return window.L;
  })();
  return loading;
}

/** Draws the districts; a name that does not fit into its shape waits until the map is closer. */
function outlines(L, map, city) {
  const labels = [];
  for (const district of city?.districts ?? []) {
    if (!district.outline?.length) continue;
    const rings = district.outline.map((ring) => ring.map(([lon, lat]) => [lat, lon]));
    const shape = L.polygon(rings, { className: 'district', interactive: false, weight: 1.5 }).addTo(map);
    const name = document.createElement('span');
    name.textContent = district.name;
    const label = L.tooltip({ permanent: true, direction: 'center', className: 'district-name', interactive: false })
      .setLatLng(shape.getBounds().getCenter())
      .setContent(name)
      .addTo(map);
    labels.push({ label, name, bounds: shape.getBounds() });
  }
  const fit = () => {
    for (const { label, name, bounds } of labels) {
      const room = Math.abs(map.latLngToLayerPoint(bounds.getSouthEast()).x - map.latLngToLayerPoint(bounds.getNorthWest()).x);
      label.getElement().classList.toggle('crowded', name.offsetWidth > room);
    }
  };
  map.on('zoomend', fit);
  fit();
}

function sentence(map) {
  const { lat, lng } = map.getCenter();
  const district = districtAt(state.city, lat, lng);
  if (district) return t('map.here', { name: district.name });
  return t('map.outside', { city: local(state.city?.name) || t('map.theCity') });
}

/** Opens the dialog; calls back with a point only when one was chosen. */
export async function openMapDialog(dialog, chosen) {
  dialog.showModal();
  const place = dialog.querySelector('#map-place');
  place.textContent = t('loading');
  let L;
  try {
    L = await load();
  } catch (failure) {
    console.error(failure);
    place.textContent = t('map.failed');
    dialog.querySelector('#map-cancel').onclick = () => dialog.close();
    return;
  }
  const map = L.map(dialog.querySelector('#map'), {
    zoomControl: false,
    attributionControl: false,
    maxZoom: 18,
    minZoom: 7,
    zoomSnap: 0.25,
    zoomDelta: 1,
    zoomAnimation: false,
    fadeAnimation: false,
    inertia: !window.matchMedia('(prefers-reduced-motion: reduce)').matches,
  });
  const [west, south, east, north] = state.city?.bounds ?? [26, 36, 45, 42];
  const { lat, lon } = state.draft.place;
  if (lat === null) map.fitBounds([[south, west], [north, east]], { animate: false });
  else map.setView([lat, lon], 14, { animate: false });
  outlines(L, map, state.city);

  const tell = () => {
    place.textContent = sentence(map);
  };
  map.on('moveend', tell);
  tell();
  map.getContainer().focus({ preventScroll: true });

  const leave = (point) => {
    map.remove();
    dialog.onclose = null;
    if (dialog.open) dialog.close();
    if (point) chosen(Number(point.lat.toFixed(6)), Number(point.lng.toFixed(6)));
  };
  // Escape closes a dialog by itself
  dialog.onclose = () => leave(null);
  dialog.querySelector('#map-choose').onclick = () => leave(map.getCenter());
  dialog.querySelector('#map-cancel').onclick = () => leave(null);
  dialog.querySelector('#map-in').onclick = () => map.zoomIn();
  dialog.querySelector('#map-out').onclick = () => map.zoomOut();
}
