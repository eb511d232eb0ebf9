// Walks the citizens' pages as people do: every screen in both languages at phone and desktop width.
import { mkdirSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { startGateway } from './gateway.mjs';
import { listen, look } from './look.mjs';
import { jpeg, takenAt } from './photo.mjs';
import { startStub } from './stub.mjs';

const [jar, browserPath, folder] = process.argv.slice(2);
const only = process.env.FACES_ONLY;
mkdirSync(folder, { recursive: true });

let passed = 0;
let failed = 0;

function tell(name, wrong) {
  if (wrong.length === 0) passed += 1;
  else failed += 1;
  console.log(`${wrong.length === 0 ? 'ok  ' : 'FAIL'} ${name}`);
  for (const text of wrong) console.log(`       ${text}`);
}

const stub = await startStub();
const gateway = await startGateway(jar, stub.url);
const browser = await chromium.launch({
  executablePath: browserPath,
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});

const words = {
  tr: { next: 'Devam Et', none: 'Ulaşmayın, kodla bakarım', send: 'Başvuruyu gönder', noPhotos: 'Fotoğrafsız devam et', map: 'Haritada göster', choose: 'Burası', check: 'Sorgula', cancel: 'Vazgeç' },
  en: { next: 'Continue', none: 'I will use the code', send: 'Send', noPhotos: 'Continue without photos', map: 'Show on map', choose: 'Choose this spot', check: 'Check', cancel: 'Cancel' },
};
const photo = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');

async function visit(options, lang, work, allowed) {
  const context = await browser.newContext({ locale: lang === 'tr' ? 'tr-TR' : 'en-GB', timezoneId: 'America/New_York', reducedMotion: 'reduce', ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(8_000);
  const complaints = listen(page, allowed);
  try {
    await work(page, complaints, context);
  } finally {
    await context.close();
  }
}

const at = (lang, path) => `${gateway.url}${lang === 'en' ? '/en' : ''}${path === '/' && lang === 'en' ? '' : path}`;
const heading = (page, text) => page.getByRole('heading', { level: 1, name: text }).waitFor();

/** Every screen, the states people see, in one language and width. */
async function screens(lang, width) {
  const w = words[lang];
  const size = { viewport: { width, height: width < 500 ? 640 : 800 }, geolocation: { latitude: 40.8, longitude: 30.5, accuracy: 35 }, permissions: ['geolocation'] };
  await visit(size, lang, async (page, complaints) => {
    const screen = async (name) => {
      const full = `${name} ${lang} ${width}`;
      const wrong = await look(page, full.replaceAll(' ', '-'), folder);
      tell(full, [...wrong, ...complaints.splice(0)]);
    };
    await page.goto(at(lang, '/'));
    await page.getByText('cozum@belediye.example').waitFor();
    await screen('P0-home');
    await page.getByRole('link', { name: lang === 'tr' ? 'Yeni başvuru' : 'New request' }).click();
    await heading(page, lang === 'tr' ? 'Ne oldu?' : 'What happened?');
    await screen('P1-what');
    await page.getByRole('button', { name: w.next }).click();
    await screen('P1-what-error');
    await page.locator('#text').fill(lang === 'tr' ? 'Gül Sokak 5 önünde su patladı, gaz kokusu da var.' : 'A water pipe burst in front of Gül Sokak 5, there is a smell of gas too.');
    await page.locator('.emergency.loud').waitFor();
    await screen('P1-what-danger');
    await page.getByRole('button', { name: w.next }).click();
    await heading(page, lang === 'tr' ? 'Nerede?' : 'Where is it?');
    await screen('P2-where');
    await page.getByRole('button', { name: w.next }).click();
    await screen('P2-where-error');
    await page.locator('#neighbourhood').pressSequentially('isik');
    await page.getByRole('option').first().waitFor();
    await screen('P2-where-list');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.locator('#address').fill('Gül Sokak 5');
    await page.getByRole('button', { name: w.map }).click();
    await page.locator('#map.leaflet-container').waitFor();
    await screen('P2m-map');
    await page.getByRole('button', { name: w.choose }).click();
    await page.locator('.point').waitFor();
    await screen('P2-where-filled');
    await page.getByRole('button', { name: w.next }).click();
    await screen('P4-photos');
    await page.locator('#choose-photos').setInputFiles([{ name: 'patlak.png', mimeType: 'image/png', buffer: photo }, { name: 'bozuk.heic', mimeType: 'image/heic', buffer: Buffer.from('x') }]);
    await page.getByText(lang === 'tr' ? 'Eklendi' : 'Added').waitFor();
    await page.getByText('bozuk.heic').first().waitFor();
    await screen('P4-photos-filled');
    await page.locator('#take-photo').setInputFiles([{ name: 'IMG_1.jpg', mimeType: 'image/jpeg', buffer: takenAt(await jpeg(page), 40.79, 30.55) }]);
    await page.getByText(lang === 'tr' ? 'Hangisi doğru?' : 'Which is right?').waitFor();
    await screen('P4-photos-elsewhere');
    await page.getByRole('button', { name: lang === 'tr' ? 'Seçtiğim yer' : 'The place I chose' }).click();
    await page.getByRole('button', { name: w.next }).click();
    await screen('P5-contact');
    await page.getByRole('button', { name: w.next }).click();
    await screen('P5-contact-error');
    await page.getByLabel(lang === 'tr' ? 'SMS' : 'Text message (SMS)').check();
    await page.locator('#phone').fill('+90 532 111 22 33');
    await page.locator('#name').fill('Ayşe Yılmaz');
    await page.locator('summary').click();
    await page.locator('#regime-INFORMATION_4982').check();
    await page.locator('#nationalId').fill('10000000146');
    await screen('P5-contact-filled');
    await page.getByRole('button', { name: w.next }).click();
    await heading(page, lang === 'tr' ? 'Kontrol edip gönderin' : 'Check and send');
    await screen('P6-check');
    await page.getByRole('button', { name: w.send, exact: true }).click();
    await heading(page, lang === 'tr' ? 'Başvurunuz alındı' : 'We have your request');
    await screen('P7-done');
    await page.getByRole('link', { name: lang === 'tr' ? 'Durumu izle' : 'Follow it' }).click();
    await heading(page, lang === 'tr' ? 'Çalışma sürüyor' : 'Work is in progress');
    await screen('P8-track');
    for (const [name, code] of [['planned', 'P7MH-2QXR-94TZ3'], ['question', 'W7MH-2QXR-94TZ3'], ['answered', 'A7MH-2QXR-94TZ3'], ['erased', 'E7MH-2QXR-94TZ3']]) {
      await page.goto(at(lang, `/takip/${code}`));
      await page.locator('h1', { hasNotText: lang === 'tr' ? 'Başvuru takibi' : 'Track a request' }).waitFor();
      await screen(`P8-track-${name}`);
      if (name === 'answered') {
        await page.getByRole('button', { name: lang === 'tr' ? 'İtiraz et' : 'Object' }).click();
        await screen('P10-object');
        await page.getByRole('button', { name: lang === 'tr' ? 'Değerlendir' : 'Rate', exact: true }).click();
        await screen('P11-rate');
      }
    }
    await page.goto(at(lang, '/takip'));
    await page.locator('#code').waitFor();
    await screen('P8-track-form');
    await page.goto(at(lang, '/aydinlatma'));
    await page.getByText('2026-11').waitFor();
    await screen('privacy');
    await page.goto(at(lang, '/erisilebilirlik'));
    await screen('accessibility');
  });
  await visit(size, lang, async (page, complaints) => {
    // the browser itself reports the 404s
    await page.goto(at(lang, '/takip/ZZZZ-ZZZZ-ZZZZZ'));
    await heading(page, lang === 'tr' ? 'Bu kodla başvuru bulunamadı' : 'No request with this code');
    tell(`P8-unknown ${lang} ${width}`, [...(await look(page, `P8-unknown-${lang}-${width}`, folder)), ...complaints.splice(0)]);
    await page.goto(at(lang, '/yok'));
    await heading(page, lang === 'tr' ? 'Sayfa bulunamadı' : 'Page not found');
    tell(`not-found ${lang} ${width}`, [...(await look(page, `not-found-${lang}-${width}`, folder)), ...complaints.splice(0)]);
  }, [/status of 404/]);
}

/** One rule of behaviour; its name is the rule. */
async function rule(name, options, work, allowed = []) {
  if (only && !name.includes(only)) return;
  try {
    await visit({ viewport: { width: 390, height: 780 }, ...options }, 'tr', async (page, complaints, context) => {
      await work(page, context);
      tell(name, complaints);
    }, allowed);
  } catch (failure) {
    tell(name, [failure.message.split('\n').slice(0, 4).join(' ')]);
  }
}

function expect(actual, wanted, what) {
  if (JSON.stringify(actual) !== JSON.stringify(wanted)) throw new Error(`${what}: ${JSON.stringify(actual)} instead of ${JSON.stringify(wanted)}`);
}

const focused = (page) => page.evaluate(() => document.activeElement.id || document.activeElement.tagName);

async function toCheck(page, text = 'Sokak lambası yanmıyor') {
  await page.goto(at('tr', '/basvuru/ne'));
  await page.locator('#text').fill(text);
  await page.keyboard.press('Tab');
  await page.getByRole('button', { name: 'Devam Et' }).click();
  await page.locator('#none').check();
  await page.getByRole('button', { name: 'Devam Et' }).click();
  await page.getByRole('button', { name: 'Fotoğrafsız devam et' }).click();
  await page.getByLabel('Ulaşmayın, kodla bakarım').check();
  await page.getByRole('button', { name: 'Devam Et' }).click();
  await heading(page, 'Kontrol edip gönderin');
}

async function rules() {
  await rule('theseChecksNoticeWhatTheyAreFor', {}, async (page) => {
    await page.goto(at('tr', '/'));
    await heading(page, 'Başvurunuzu iletin');
    const plant = async (make, sign) => {
      await page.evaluate(make);
      const wrong = await look(page, 'planted', null);
      if (!wrong.some((text) => text.includes(sign))) throw new Error(`not noticed: ${sign} in ${JSON.stringify(wrong)}`);
      await page.reload();
      await heading(page, 'Başvurunuzu iletin');
    };
    await plant(() => document.querySelector('main').append(document.createElement('button')), 'axe button-name');
    await plant(() => { document.querySelector('main h1').style.color = '#aaaaaa'; }, 'axe color-contrast');
    await plant(() => { document.querySelector('main h1').style.width = '900px'; }, 'wider than the window');
    await plant(() => document.querySelector('main').append(document.createElement('h1')), 'not exactly one h1');
    const complaints = listen(page);
    await page.evaluate(() => { document.body.append(Object.assign(document.createElement('script'), { src: 'https://elsewhere.example/x.js' })); }).catch(() => {});
    await page.locator('body').waitFor();
    if (!complaints.some((text) => text.includes('TrustedScriptURL') || text.includes('Content Security') || text.includes('CSP'))) throw new Error(`no policy complaint: ${complaints}`);
  }, [/TrustedScriptURL|Content Security|CSP/]);

  await rule('theErrorSummaryTakesTheFocusAndLeadsToTheField', {}, async (page) => {
    await page.goto(at('tr', '/basvuru/ne'));
    await page.getByRole('button', { name: 'Devam Et' }).click();
    expect(await focused(page), 'error-summary', 'focus');
    expect((await page.title()).startsWith('Hata: '), true, 'title prefix');
    expect(await page.locator('#text').getAttribute('aria-invalid'), 'true', 'aria-invalid');
    await page.locator('#error-summary a').click();
    expect(await focused(page), 'text', 'focus after the link');
  });

  await rule('aNewPageTakesTheFocusToItsHeading', {}, async (page) => {
    await page.goto(at('tr', '/'));
    await page.getByRole('link', { name: 'Yeni başvuru' }).click();
    await heading(page, 'Ne oldu?');
    expect(await focused(page), 'H1', 'focus');
    expect((await page.title()).startsWith('Ne oldu? – Adım 1 / 4'), true, await page.title());
  });

  await rule('aDraftSurvivesAReloadAndIsOfferedAtHome', {}, async (page) => {
    await page.goto(at('tr', '/basvuru/ne'));
    await page.locator('#text').fill('Çöp konteyneri dolu');
    await page.reload();
    expect(await page.locator('#text').inputValue(), 'Çöp konteyneri dolu', 'text');
    await page.goto(at('tr', '/'));
    await page.getByText('Yarım kalan başvurunuz var').waitFor();
    await page.getByRole('button', { name: 'Sil' }).click();
    expect(await page.getByText('Yarım kalan başvurunuz var').count(), 0, 'draft card');
  });

  await rule('sendingTwiceGivesOneCode', {}, async (page) => {
    stub.seen.submissions.length = 0;
    await toCheck(page);
    await page.locator('#send').dblclick();
    await heading(page, 'Başvurunuz alındı');
    expect(stub.seen.submissions.length, 1, 'POSTs');
    const { key, body } = stub.seen.submissions[0];
    expect(key.length >= 16, true, 'key');
    expect(body, { channel: 'WEB', text: 'Sokak lambası yanmıyor', category: null, language: 'tr', location: null,
      contact: { name: null, phone: null, email: null, preferred: 'NONE' }, identityHidden: false, kvkkVersion: '2026-11', attachments: [] }, 'body');
    await page.goto(at('tr', '/'));
    expect(await page.getByText('Yarım kalan başvurunuz var').count(), 0, 'draft left over');
  });

  await rule('whoChoosesWhatsAppIsAskedForTheNumberAndItIsSent', {}, async (page) => {
    stub.seen.submissions.length = 0;
    await toCheck(page);
    await page.locator('a[href*="iletisim"]').last().click();
    await page.getByLabel('WhatsApp').check();
    await page.locator('#phone').fill('0532 111 22 33');
    await page.getByRole('button', { name: 'Devam Et' }).click();
    await page.locator('#send').click();
    await heading(page, 'Başvurunuz alındı');
    expect(stub.seen.submissions[0].body.contact, { name: null, phone: '0532 111 22 33', email: null, preferred: 'WHATSAPP' }, 'contact');
  });

  await rule('aBrowserThatStoresNothingShowsTheCodeToo', {}, async (page) => {
    await page.addInitScript(() => {
      for (const name of ['localStorage', 'sessionStorage']) {
        Object.defineProperty(window, name, { get() { throw new DOMException('refused', 'SecurityError'); } });
      }
    });
    await page.goto(at('tr', '/basvuru/ne'));
    await page.getByText('Bu tarayıcı yazdıklarınızı saklayamıyor').waitFor();
    await toCheck(page);
    await page.locator('#send').click();
    await heading(page, 'Başvurunuz alındı');
    await page.locator('.big-code').getByText('K7MH-2QXR-94TZ3').waitFor();
    expect(await page.locator('#keep').count(), 0, 'offers to keep the code');
    await page.getByRole('link', { name: 'Durumu izle' }).click();
    await heading(page, 'Çalışma sürüyor');
  });

  await rule('anAnswerThatIsNotOursIsTakenForNone', {}, async (page) => {
    stub.seen.submissions.length = 0;
    await toCheck(page);
    stub.seen.next.push(stub.foreign);
    await page.locator('#send').click();
    await page.getByText('Sunucuya ulaşılamadı.').waitFor();
    await page.getByRole('button', { name: 'Şimdi gönder' }).click();
    await heading(page, 'Başvurunuz alındı');
    expect(stub.seen.submissions[0].key, stub.seen.submissions[1].key, 'keys');
    stub.seen.next.push(stub.foreign);
    await page.goto(at('tr', '/takip/P7MH-2QXR-94TZ3'));
    await heading(page, 'Başvuru şu anda gösterilemiyor');
    await page.getByRole('button', { name: 'Tekrar dene' }).click();
    await page.getByRole('heading', { level: 1, name: /^Planlandı/ }).waitFor();
  });

  await rule('aMessageThatMayHaveGoneOutWithOtherWordsIsOfferedAsANewOne', {}, async (page) => {
    stub.seen.messages.length = 0;
    await page.goto(at('tr', '/takip/K7MH-2QXR-94TZ3'));
    await page.getByRole('button', { name: 'Bilgi ekle' }).click();
    await page.locator('#message-ADD').fill('Kapının önünde');
    stub.seen.next.push(stub.problem('idempotency-key-reused', 422));
    await page.getByRole('button', { name: 'Bilgiyi gönder' }).click();
    await page.getByRole('button', { name: 'Yeni mesaj olarak gönder' }).click();
    await page.getByText('Eklediğiniz bilgi alındı.').first().waitFor();
    expect(stub.seen.messages.map(({ body }) => body.text), ['Kapının önünde', 'Kapının önünde'], 'words');
    expect(stub.seen.messages[0].key === stub.seen.messages[1].key, false, 'the same key');
  }, [/status of 422/]);

  await rule('nearABoundaryTheDistrictIsAskedForAndSent', { geolocation: { latitude: 40.8, longitude: 30.4005, accuracy: 35 }, permissions: ['geolocation'] }, async (page) => {
    stub.seen.submissions.length = 0;
    await toCheck(page);
    await page.locator('a[href*="nerede"]').click();
    await page.getByRole('button', { name: 'Konumumu kullan' }).click();
    await page.locator('.point').getByText('±35 m · İlçe: Serdivan').waitFor();
    await page.getByText('Hangi ilçede?').waitFor();
    expect(await look(page, 'P2-where-boundary-tr-390', folder), [], 'look');
    await page.getByRole('group', { name: 'Bu nokta ilçe sınırına yakın. Hangi ilçede?' }).getByLabel('Adapazarı').check();
    await page.locator('.point').getByText('±35 m · İlçe: Adapazarı').waitFor();
    await page.getByRole('button', { name: 'Devam Et' }).click();
    await page.locator('#send').click();
    await heading(page, 'Başvurunuz alındı');
    expect(stub.seen.submissions[0].body.location, { lat: 40.8, lon: 30.4005, address: null, district: 'ADAPAZARI', neighbourhood: null }, 'location');
  });

  await rule('aPhotoTakenElsewhereIsAskedAboutAndItsPlaceCanBeTaken', { geolocation: { latitude: 40.8, longitude: 30.5, accuracy: 35 }, permissions: ['geolocation'] }, async (page) => {
    await page.goto(at('tr', '/basvuru/nerede'));
    await page.getByRole('button', { name: 'Konumumu kullan' }).click();
    await page.locator('.point').waitFor();
    await page.getByRole('button', { name: 'Devam Et' }).click();
    const picture = await jpeg(page);
    const add = async (name, buffer) => {
      await page.locator('#choose-photos').setInputFiles([{ name, mimeType: 'image/jpeg', buffer }]);
      await page.locator('.photo', { hasText: name }).getByText('Eklendi').waitFor();
    };
    const question = page.getByText('Fotoğraf başka yerde çekilmiş görünüyor. Hangisi doğru?');
    await add('yok.jpg', picture);
    await add('yakin.jpg', takenAt(picture, 40.8005, 30.5));
    await add('yarim.jpg', takenAt(picture, 40.9, 30.5, 60));
    expect(await question.count(), 0, 'questions about a photo from here');
    await add('uzak.jpg', takenAt(picture, 40.81, 30.5));
    await question.waitFor();
    await page.getByText('Seçtiğiniz yere uzaklığı: 1,1 km').waitFor();
    await page.getByRole('button', { name: 'Fotoğrafın çekildiği yer' }).click();
    expect(await question.count(), 0, 'questions left');
    const { place } = await page.evaluate(() => JSON.parse(localStorage.getItem('alo153.draft')));
    expect([place.lat.toFixed(4), place.lon.toFixed(4), place.source], ['40.8100', '30.5000', 'photo'], 'place');
  });

  await rule('whatFillsInEveryFieldIsToldToStopAndNobodyElseSeesTheTrap', {}, async (page) => {
    await toCheck(page);
    await page.locator('a[href*="iletisim"]').last().click();
    await heading(page, 'Size nasıl ulaşalım?');
    await page.locator('#website').evaluate((field) => {
      field.value = 'https://example.org';
      field.dispatchEvent(new Event('input', { bubbles: true }));
    });
    await page.getByRole('button', { name: 'Devam Et' }).click();
    expect(await focused(page), 'error-summary', 'focus');
    await page.locator('#website').fill('');
    await page.getByRole('button', { name: 'Devam Et' }).click();
    await heading(page, 'Kontrol edip gönderin');
  });

  await rule('aBusyServerIsAskedAgainByItselfUnderTheSameKey', {}, async (page) => {
    stub.seen.submissions.length = 0;
    await toCheck(page);
    stub.seen.next.push(stub.problem('unavailable', 503, { headers: { 'Retry-After': '2' } }));
    await page.locator('#send').click();
    await page.getByText('kendiliğinden yeniden denenecek').waitFor();
    await heading(page, 'Başvurunuz alındı');
    expect(stub.seen.submissions.length, 2, 'POSTs');
    expect(stub.seen.submissions[0].key, stub.seen.submissions[1].key, 'keys');
  }, [/status of 503/]);

  await rule('whatTheServerRefusesLeadsToItsPage', {}, async (page) => {
    await toCheck(page);
    stub.seen.next.push(stub.problem('validation-failed', 422, { errors: [{ pointer: '#/text', code: 'TOO_SHORT', detail: 'Metin çok kısa' }] }));
    await page.locator('#send').click();
    await page.locator('#error-summary a').click();
    await heading(page, 'Ne oldu?');
    await page.locator('#text-error').waitFor();
    expect(await page.locator('#text').inputValue(), 'Sokak lambası yanmıyor', 'text');
    await page.getByRole('button', { name: 'Devam Et' }).click();
    await heading(page, 'Kontrol edip gönderin');
  }, [/status of 422/]);

  await rule('withoutANetworkNothingIsLostAndItSaysSo', {}, async (page, context) => {
    await toCheck(page);
    await context.setOffline(true);
    await page.getByText('Bağlantı yok. Yazdıklarınız bu cihazda saklanıyor.').waitFor();
    await page.locator('#send').click();
    await page.getByText('kendiliğinden yeniden denenecek').waitFor();
    await context.setOffline(false);
    await page.locator('#send').click();
    await heading(page, 'Başvurunuz alındı');
  }, [/ERR_INTERNET_DISCONNECTED/]);

  await rule('theMapWorksByKeyboardAndEscapeGivesTheFocusBack', {}, async (page) => {
    await page.goto(at('tr', '/basvuru/nerede'));
    await page.getByRole('button', { name: 'Haritada göster' }).focus();
    await page.keyboard.press('Enter');
    await page.locator('#map.leaflet-container').waitFor();
    const before = await page.locator('#map-place').textContent();
    // a key held as long as the map takes to move
    for (let i = 0; i < 4; i++) await page.keyboard.press('ArrowRight', { delay: 350 });
    await page.locator('#map-place', { hasNotText: before }).waitFor();
    await page.keyboard.press('Escape');
    expect(await page.locator('dialog[open]').count(), 0, 'open dialogs');
    expect(await page.evaluate(() => document.activeElement.textContent.trim()), 'Haritada göster', 'focus');
    await page.keyboard.press('Enter');
    await page.locator('#map.leaflet-container').waitFor();
    await page.locator('#map-choose').focus();
    await page.keyboard.press('Enter');
    await page.getByText('Haritada seçildi').first().waitFor();
  });

  await rule('theOwnPositionNamesTheDistrictAndItsAccuracy', { geolocation: { latitude: 40.8, longitude: 30.5, accuracy: 35 }, permissions: ['geolocation'] }, async (page) => {
    await page.goto(at('tr', '/basvuru/nerede'));
    await page.getByRole('button', { name: 'Konumumu kullan' }).click();
    await page.locator('.point').getByText('±35 m · İlçe: Serdivan').waitFor();
  });

  await rule('aRefusedPositionLeavesTheWordsToUse', { permissions: [] }, async (page) => {
    await page.goto(at('tr', '/basvuru/nerede'));
    await page.getByRole('button', { name: 'Konumumu kullan' }).click();
    await page.locator('.inset').getByText('Konum izni kapalı; mahalleyi yazabilirsiniz.').waitFor();
  });

  await rule('aPointOutsideTheCityIsSaidAndStillTaken', { geolocation: { latitude: 39.9, longitude: 32.8, accuracy: 20 }, permissions: ['geolocation'] }, async (page) => {
    await page.goto(at('tr', '/basvuru/nerede'));
    await page.getByRole('button', { name: 'Konumumu kullan' }).click();
    await page.locator('.point').getByText('dışında görünüyor; yine de gönderebilirsiniz').waitFor();
    await page.getByRole('button', { name: 'Devam Et' }).click();
    await heading(page, 'Fotoğraf ekleyin (isteğe bağlı)');
  });

  await rule('aCodeIsReadHoweverItIsWritten', {}, async (page) => {
    await page.goto(at('tr', '/'));
    await page.locator('#code').fill(' k7mh 2qxr–94tz3 ');
    await page.keyboard.press('Enter');
    await heading(page, 'Çalışma sürüyor');
    expect(new URL(page.url()).pathname, '/takip/K7MH-2QXR-94TZ3', 'address');
  });

  await rule('theIdentityNumberIsNeverStored', {}, async (page) => {
    await toCheck(page);
    await page.locator('a[href*="iletisim"]').last().click();
    await page.locator('summary').click();
    await page.locator('#regime-INFORMATION_4982').check();
    await page.locator('#name').fill('Ayşe Yılmaz');
    await page.locator('#nationalId').fill('10000000147');
    await page.getByRole('button', { name: 'Devam Et' }).click();
    await page.locator('#nationalId-error').getByText('Numara doğrulanamadı').waitFor();
    await page.locator('#nationalId').fill('10000000146');
    await page.getByRole('button', { name: 'Devam Et' }).click();
    await page.getByText('•••••••0146').waitFor();
    const kept = await page.evaluate(() => JSON.stringify({ ...localStorage }) + JSON.stringify({ ...sessionStorage }));
    expect(kept.includes('10000000146'), false, 'number in the browser’s storage');
    await page.reload();
    await page.locator('#nationalId').waitFor();
  });

  await rule('aQuestionIsAnsweredOnceAndTheWordsSurviveAReload', {}, async (page) => {
    stub.seen.messages.length = 0;
    await page.goto(at('tr', '/takip/W7MH-2QXR-94TZ3'));
    await page.locator('#message-ANSWER').fill('Kaldırımda');
    await page.reload();
    await page.locator('#message-ANSWER').waitFor();
    expect(await page.locator('#message-ANSWER').inputValue(), 'Kaldırımda', 'text');
    await page.locator('#form-ANSWER').getByRole('button', { name: 'Yanıtla' }).dblclick();
    await page.getByText('Yanıtınız alındı.').first().waitFor();
    expect(stub.seen.messages.length, 1, 'POSTs');
    expect(stub.seen.messages[0].body, { purpose: 'ANSWER', text: 'Kaldırımda', rating: null, attachments: [] }, 'body');
  });

  await rule('anObjectionNamesItsReasonToTheDesk', {}, async (page) => {
    stub.seen.messages.length = 0;
    await page.goto(at('en', '/takip/A7MH-2QXR-94TZ3'));
    await page.getByRole('button', { name: 'Object' }).click();
    await page.getByRole('button', { name: 'Send objection' }).click();
    expect(await focused(page), 'error-summary', 'focus');
    await page.getByLabel('Still there').check();
    await page.locator('#message-OBJECT').fill('Water is running again.');
    await page.getByRole('button', { name: 'Send objection' }).click();
    await page.getByText('We have your objection').first().waitFor();
    expect(stub.seen.messages[0].body, { purpose: 'OBJECTION', text: 'Sorun sürüyor. Water is running again.', rating: null, attachments: [] }, 'body');
  });

  await rule('onlyAllowedActionsAreOffered', {}, async (page) => {
    await page.goto(at('tr', '/takip/K7MH-2QXR-94TZ3'));
    await page.getByRole('button', { name: 'Bilgi ekle' }).waitFor();
    expect(await page.getByRole('button', { name: 'İtiraz et' }).count(), 0, 'objection');
    expect(await page.getByRole('button', { name: 'Değerlendir' }).count(), 0, 'rating');
  });

  await rule('theLanguageSwitchKeepsThePageAndTheDraft', {}, async (page) => {
    await page.goto(at('tr', '/basvuru/ne'));
    await page.locator('#text').fill('Yol çukur');
    await page.getByRole('link', { name: 'English' }).click();
    await heading(page, 'What happened?');
    expect(await page.locator('#text').inputValue(), 'Yol çukur', 'text');
    expect(await page.evaluate(() => document.documentElement.lang), 'en', 'lang');
  });

  await rule('timesAreIstanbulsWhateverTheDeviceSays', {}, async (page) => {
    await page.goto(at('tr', '/takip/K7MH-2QXR-94TZ3'));
    const [iso, shown] = await page.locator('.timeline time').first().evaluate((time) => [time.dateTime, time.textContent]);
    const wanted = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Istanbul', hour: '2-digit', minute: '2-digit' }).format(new Date(iso)).replace(':', '.');
    expect(shown.endsWith(wanted), true, `${shown} for ${iso}`);
  });

  await rule('theReceiptPrintsAloneWithTheCode', {}, async (page) => {
    await toCheck(page);
    await page.locator('#send').click();
    await heading(page, 'Başvurunuz alındı');
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.receipt').getByText('K7MH-2QXR-94TZ3').isVisible(), true, 'code on paper');
    expect(await page.locator('.head').isVisible(), false, 'header on paper');
    expect(await page.locator('.button').first().isVisible(), false, 'buttons on paper');
    await page.screenshot({ path: `${folder}/receipt-print.png`, fullPage: true });
  });

  await rule('theWholeWayWorksByKeyboardAlone', {}, async (page) => {
    const press = async (...keys) => { for (const key of keys) await page.keyboard.press(key); };
    const tabTo = async (test) => {
      for (let i = 0; i < 40; i++) {
        await press('Tab');
        if (await page.evaluate(test)) return;
      }
      throw new Error(`never reached ${test}`);
    };
    await page.goto(at('tr', '/basvuru/ne'));
    await tabTo("document.activeElement.id === 'text'");
    await page.keyboard.type('Park bankı kırık');
    await tabTo("document.activeElement.textContent.trim() === 'Devam Et'");
    await press('Enter');
    await heading(page, 'Nerede?');
    await tabTo("document.activeElement.id === 'none'");
    await press('Space');
    await tabTo("document.activeElement.textContent.trim() === 'Devam Et'");
    await press('Enter');
    await tabTo("document.activeElement.textContent.trim() === 'Fotoğrafsız devam et'");
    await press('Enter');
    await tabTo("document.activeElement.name === 'preferred'");
    await press('ArrowUp');
    await tabTo("document.activeElement.textContent.trim() === 'Devam Et'");
    await press('Enter');
    await heading(page, 'Kontrol edip gönderin');
    await tabTo("document.activeElement.id === 'send'");
    await press('Enter');
    await heading(page, 'Başvurunuz alındı');
  });
}

try {
  for (const lang of ['tr', 'en']) {
    for (const width of [320, 1280]) {
      if (only && !`${lang} ${width}`.includes(only)) continue;
      try {
        await screens(lang, width);
      } catch (failure) {
        tell(`the walk ${lang} ${width}`, [failure.message.split('\n').slice(0, 6).join(' ')]);
      }
    }
  }
  await rules();
} finally {
  await browser.close();
  gateway.close();
  stub.close();
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
