/** Starts the pages: texts, addresses, frame. */
import { html, nothing, render } from '../lib/lit-html.js';
import * as api from './api.js';
import { icon } from './icons.js';
import { lang, loadTexts, local, t } from './i18n.js';
import { errorSummary } from './parts.js';
import { connect, href, navigate, state, update } from './state.js';
import { stepOf, steps } from './steps.js';
import { storing } from './store.js';
import check from './screens/check.js';
import contact from './screens/contact.js';
import done from './screens/done.js';
import home from './screens/home.js';
import { accessibility, notFound, privacy } from './screens/notices.js';
import photos from './screens/photos.js';
import track from './screens/track.js';
import what from './screens/what.js';
import where from './screens/where.js';

const screens = {
  '': home,
  'basvuru/ne': what,
  'basvuru/nerede': where,
  'basvuru/foto': photos,
  'basvuru/iletisim': contact,
  'basvuru/kontrol': check,
  'basvuru/tamam': done,
  takip: track,
  aydinlatma: privacy,
  erisilebilirlik: accessibility,
};

let screen = home;
let opened = false;

/** The parts of the address behind the language. */
function pathOf(address) {
  const parts = address.split('/').filter(Boolean);
  if (lang === 'en') parts.shift();
  return parts.map((part) => {
    try {
      return decodeURIComponent(part);
    } catch {
      return part; // a stray % is taken as it stands
    }
  });
}

function screenAt(path) {
  if (path[0] === 'basvuru' && path.length === 1) return what;
  if (path[0] === 'takip' && path.length <= 2) return track;
  return screens[path.join('/')] ?? notFound;
}

function enter() {
  clearInterval(state.local.timer);
  clearTimeout(state.local.again);
  state.path = pathOf(location.pathname);
  state.query = new URLSearchParams(location.search);
  const carried = state.errors.filter((error) => error.page && error.field && error.page.split('?')[0] === `/${state.path.join('/')}`);
  state.errors = carried.map(({ field, text }) => ({ field, text }));
  state.local = {};
  state.said = '';
  screen = screenAt(state.path);
  const elsewhere = screen.guard?.();
  if (elsewhere) {
    navigate(elsewhere, { replace: true });
    return;
  }
  screen.enter?.();
  draw();
  if (opened) {
    window.scrollTo(0, 0);
    (document.getElementById('error-summary') ?? document.querySelector('h1'))?.focus({ preventScroll: true });
  }
  opened = true;
}

function go(address, { replace = false } = {}) {
  if (replace) history.replaceState(null, '', address);
  else history.pushState(null, '', address);
  enter();
}

function otherLanguage() {
  const path = location.pathname.replace(/^\/en(?=\/|$)/, '') || '/';
  return (lang === 'en' ? path : `/en${path === '/' ? '' : path}`) + location.search;
}

function header() {
  return html`<header class="head">
    <div class="width">
      <a class="brand" href=${href('/')}><span class="mark" aria-hidden="true">153</span>
        <span><span class="brand-name">${local(state.city?.name) || t('brand')}</span><span class="brand-sub">${t('brand.sub')}</span></span></a>
      <nav aria-label=${t('nav.label')}>
        <a href=${otherLanguage()} data-reload hreflang=${lang === 'tr' ? 'en' : 'tr'} lang=${lang === 'tr' ? 'en' : 'tr'}>${lang === 'tr' ? 'English' : 'Türkçe'}</a>
        <a href="tel:${state.city?.contacts?.phone ?? '153'}">${t('nav.help')} ${state.city?.contacts?.phone ?? '153'}</a>
      </nav>
    </div>
  </header>`;
}

function footer() {
  return html`<footer class="foot">
    <div class="width">
      <p>${t('emergency.foot')} <a href="tel:112">112</a></p>
      <ul>
        <li><a href=${href('/aydinlatma')}>${t('foot.privacy')}</a></li>
        <li><a href=${href('/erisilebilirlik')}>${t('foot.accessibility')}</a></li>
        <li><a href=${href('/takip')}>${t('foot.track')}</a></li>
      </ul>
    </div>
  </footer>`;
}

function draw() {
  const { heading, back, path, panel, body, home: isHome } = screen.view();
  const step = path ? stepOf(path) : 0;
  const caption = step ? t('form.step', { step, steps }) : '';
  const title = [heading, caption, local(state.city?.name) || t('brand')].filter(Boolean).join(' – ');
  document.title = state.errors.length ? `${t('error.prefix')} ${title}` : title;
  render(
    html`
      <a class="skip" href="#main">${t('skip')}</a>
      ${header()}
      <div role="status" class="banner-place">${state.online ? nothing : html`<p class="banner">${icon('alert')} ${storing ? t('offline') : `${t('problem.offline')} ${t('form.notSaved')}`}</p>`}</div>
      <main id="main" class="width ${isHome ? 'home' : ''}" tabindex="-1">
        ${back ? html`<a class="back" href=${href(back)}>${icon('back')} ${t('form.back')}</a>` : nothing}
        ${errorSummary()}
        ${caption ? html`<p class="step">${caption}</p>
          <div class="steps" aria-hidden="true">${Array.from({ length: steps }, (_, index) => html`<span class=${index < step ? 'on' : ''}></span>`)}</div>` : nothing}
        ${panel ? html`<div class="panel">${icon('check')}<h1 tabindex="-1">${heading}</h1>${panel}</div>` : html`<h1 tabindex="-1">${heading}</h1>`}
        ${body}
        <p class="unseen" role="status">${state.said}</p>
      </main>
      ${footer()}`,
    document.getElementById('app'),
  );
}

/** Links within the pages do not reload; links to a field put the cursor there. */
function onClick(event) {
  const link = event.target.closest?.('a[href]');
  if (!link || event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const target = link.getAttribute('href');
  if (target.startsWith('#')) {
    const field = document.getElementById(target.slice(1));
    if (!field) return;
    event.preventDefault();
    field.focus();
    field.scrollIntoView({ block: 'center' });
  } else if (target.startsWith('/') && !('reload' in link.dataset)) {
    event.preventDefault();
    go(target);
  }
}

async function loadCity() {
  try {
    state.city = await api.city();
    update();
  } catch (problem) {
    if (!(problem instanceof api.Problem)) throw problem;
    // the pages work without it: no names to choose from, no map outlines
    console.warn(`the city's data did not load: ${problem.slug}`);
  }
}

connect(draw, go);
document.addEventListener('click', onClick);
window.addEventListener('popstate', enter);
for (const event of ['online', 'offline']) {
  window.addEventListener(event, () => {
    state.online = navigator.onLine;
    update();
  });
}

try {
  await loadTexts();
  enter();
  loadCity();
} catch (failure) {
  console.error(failure);
  document.getElementById('app').textContent =
    'Sayfa açılamadı; lütfen yenileyin ya da arayın: 153 – The page could not be opened; please reload, or call 153';
}
