// A stand-in for the services behind the gateway: fixed cases to look at, and a memory of what was sent.
import { createServer } from 'node:http';
import { createHash } from 'node:crypto';

const squares = [['ADAPAZARI', 'Adapazarı'], ['SERDIVAN', 'Serdivan'], ['ERENLER', 'Erenler'], ['HENDEK', 'Hendek']];

/** Drawn squares side by side: no real outline is needed to see whether outlines work. */
const districts = squares.map(([code, name], index) => {
  const west = 30.2 + 0.2 * index;
  return { code, name, outline: [[[west, 40.7], [west + 0.2, 40.7], [west + 0.2, 40.9], [west, 40.9], [west, 40.7]]] };
});

const city = {
  name: { tr: 'Sakarya Büyükşehir Belediyesi', en: 'Sakarya Metropolitan Municipality' },
  bounds: [30.2, 40.7, 31.0, 40.9],
  districts,
  neighbourhoods: [
    { name: 'Cumhuriyet Mah.', district: 'ADAPAZARI' }, { name: 'Işıklar Mah.', district: 'ADAPAZARI' },
    { name: 'İstiklal Mah.', district: 'SERDIVAN' }, { name: 'Kemaliye Mah.', district: 'HENDEK' },
    { name: 'Çaybaşı Yeniköy Mah.', district: 'ERENLER' }, { name: 'Cumhuriyet Mah.', district: 'HENDEK' },
  ],
  categories: [{ code: 'WATER_BURST', name: { tr: 'Su patlağı', en: 'Burst water pipe' } }],
  kvkk: { version: '2026-11', text: { tr: 'Veri sorumlusu belediyedir.\nHaklarınız 6698 sayılı Kanun’un 11. maddesindedir.', en: 'The controller is the municipality.\nYour rights are in article 11 of Law 6698.' } },
  contacts: { phone: '153', whatsapp: '+90 532 111 22 33', email: 'cozum@belediye.example' },
};

const words = {
  SUBMITTED: ['Alındı', 'Received'], ASSIGNED: ['Birime iletildi', 'Sent to department'], IN_PROGRESS: ['Çalışma sürüyor', 'In progress'],
  PLANNED: ['Planlandı', 'Planned'], WAITING_FOR_CITIZEN: ['Sizden yanıt bekleniyor', 'Waiting for you'], ANSWERED: ['Yanıtlandı', 'Answered'],
};
const both = ([tr, en]) => ({ tr, en });
const hoursAgo = (hours) => new Date(Date.now() - hours * 3_600_000).toISOString();
const inDays = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

function request(trackingCode, status, more = {}) {
  const past = { SUBMITTED: 0, ASSIGNED: 1, IN_PROGRESS: 2 };
  const entries = ['SUBMITTED', 'ASSIGNED', 'IN_PROGRESS'].slice(0, (past[status] ?? 2) + 1);
  if (!(status in past)) entries.push(status);
  return {
    trackingCode, status, statusText: both(words[status]), outcome: null, outcomeText: null,
    category: { code: 'WATER_BURST', name: both(['Su patlağı', 'Burst water pipe']) },
    owner: { name: both(['Su ve Kanalizasyon İdaresi', 'Water and Sewerage Authority']), external: false },
    receivedAt: hoursAgo(50), updatedAt: hoursAgo(3), answerBy: inDays(4), plannedFor: null, answer: null, question: null,
    timeline: entries.map((entry, index) => ({ at: hoursAgo(50 - 15 * index), type: 'status', status: entry, text: both(words[entry]) })).reverse(),
    allowedActions: ['ADD', 'WITHDRAW'], erased: false, ...more,
  };
}

/** What the citizen wrote stands in the course of things without a status. */
const wrote = { at: hoursAgo(2), type: 'citizen.wrote.v1', status: null, text: both(['Bilgi eklediniz', 'You added information']) };

const cases = {
  'P7MH-2QXR-94TZ3': request('P7MH-2QXR-94TZ3', 'PLANNED', { plannedFor: inDays(4) }),
  'W7MH-2QXR-94TZ3': request('W7MH-2QXR-94TZ3', 'WAITING_FOR_CITIZEN', {
    question: { text: 'Patlak kaldırımda mı, yolda mı?', at: hoursAgo(3) }, allowedActions: ['ANSWER', 'ADD', 'WITHDRAW'],
  }),
  'A7MH-2QXR-94TZ3': request('A7MH-2QXR-94TZ3', 'ANSWERED', {
    outcome: 'DONE', outcomeText: both(['Yapıldı', 'Done']), allowedActions: ['OBJECT', 'RATE'],
    answer: { text: 'Boru onarıldı ve yol kapatıldı.\nBildirdiğiniz için teşekkür ederiz.', at: hoursAgo(3) },
  }),
  'E7MH-2QXR-94TZ3': { ...request('E7MH-2QXR-94TZ3', 'IN_PROGRESS'), erased: true, allowedActions: [], timeline: [] },
};

const first = request('K7MH-2QXR-94TZ3', 'IN_PROGRESS');
cases[first.trackingCode] = { ...first, timeline: [wrote, ...first.timeline] };

const problem = (slug, status, more = {}) => ({ status, headers: { 'Content-Type': 'application/problem+json', ...more.headers },
  body: { type: `https://alo153.org/problems/${slug}`, status, title: slug, errors: more.errors ?? [], traceId: '0123456789abcdef' } });

/** What a proxy on the way may put in the place of our answer. */
const foreign = { status: 200, headers: { 'Content-Type': 'text/html' }, body: '<html>' };

export async function startStub() {
  const seen = { submissions: [], messages: [], uploads: 0, next: [] };

  function answer(method, path, headers, body) {
    if (path === '/api/intake/v1/city') return { status: 200, body: city };
    if (method === 'POST' && path === '/api/intake/v1/attachments') {
      seen.uploads += 1;
      return { status: 201, body: { reference: `photo-${seen.uploads}`, mediaType: 'image/jpeg', bytes: body.length, sha256: createHash('sha256').update(body).digest('hex') } };
    }
    if (method === 'POST' && path === '/api/intake/v1/requests') {
      seen.submissions.push({ key: headers['idempotency-key'], body: JSON.parse(body) });
      if (seen.next.length) return seen.next.shift();
      return { status: 202, delay: 400, body: { requestId: 'K7MH2QXR94TZ0000000000', trackingCode: 'K7MH-2QXR-94TZ3', statusUrl: '/takip/K7MH-2QXR-94TZ3', answerBy: inDays(10) } };
    }
    const message = path.match(/^\/api\/intake\/v1\/requests\/([^/]+)\/messages$/);
    if (method === 'POST' && message) {
      seen.messages.push({ code: message[1], key: headers['idempotency-key'], body: JSON.parse(body) });
      if (seen.next.length) return seen.next.shift();
      return { status: 202, body: { requestId: 'K7MH2QXR94TZ0000000000', messageId: 'm' } };
    }
    const track = path.match(/^\/api\/tracking\/v1\/track\/([^/]+)$/);
    if (track && seen.next.length) return seen.next.shift();
    if (track) return cases[track[1]] ? { status: 200, body: cases[track[1]] } : problem('not-found', 404);
    return problem('not-found', 404);
  }

  const server = createServer((incoming, outgoing) => {
    const chunks = [];
    incoming.on('data', (chunk) => chunks.push(chunk));
    incoming.on('end', () => {
      const { status, headers = {}, body, delay = 0 } = answer(incoming.method, decodeURI(incoming.url), incoming.headers, Buffer.concat(chunks));
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      const etag = `"${createHash('sha256').update(text).digest('hex').slice(0, 16)}"`;
      setTimeout(() => {
        outgoing.writeHead(status, { 'Content-Type': 'application/json', ...(status === 200 ? { ETag: etag } : {}), ...headers });
        outgoing.end(text);
      }, delay);
    });
  });
  // longer than the gateway keeps an idle connection, as the services do
  server.keepAliveTimeout = 60_000;
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${server.address().port}`, seen, problem, foreign, close: () => server.close() };
}
