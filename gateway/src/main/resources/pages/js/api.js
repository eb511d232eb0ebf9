/** Calls to the services; everything that goes wrong becomes one kind of error. */
import { has, t } from './i18n.js';

/** What the server, or the lack of one, had to say. */
export class Problem extends Error {
  constructor({ slug, status = 0, errors = [], retryAfter = null, traceId = null }, options) {
    super(slug, options);
    this.slug = slug;
    this.status = status;
    this.errors = errors;
    this.retryAfter = retryAfter;
    this.traceId = traceId;
  }

  /** Whether the same call may well succeed a little later. */
  get passing() {
    return this.status === 0 || this.status === 429 || this.status === 502 || this.status === 503 || this.status === 504;
  }

  /** The problem in the reader's words. */
  get text() {
    if (has(`problem.${this.slug}`)) return t(`problem.${this.slug}`);
    const code = this.traceId ? ` ${t('problem.support', { code: this.traceId.slice(0, 16) })}` : '';
    return t('problem.unexpected') + code;
  }
}

async function problemOf(answer) {
  const retryAfter = Number.parseInt(answer.headers.get('Retry-After') ?? '', 10);
  let document = {};
  if ((answer.headers.get('Content-Type') ?? '').includes('json')) {
    // a broken error document must not hide the error itself
    document = await answer.json().catch(() => ({}));
  }
  return new Problem({
    slug: String(document.type ?? 'unexpected').split('/').pop(),
    status: answer.status,
    errors: document.errors ?? [],
    retryAfter: Number.isFinite(retryAfter) ? retryAfter : null,
    traceId: document.traceId,
  });
}

async function call(path, options, timeout) {
  let answer;
  try {
    answer = await fetch(path, { ...options, signal: AbortSignal.timeout(timeout) });
    // an answer that is cut off, or not ours, tells no more than none
    if (answer.ok) return await answer.json();
  } catch (failure) {
    throw new Problem({ slug: navigator.onLine ? 'unreachable' : 'offline' }, { cause: failure });
  }
  throw await problemOf(answer);
}

export function city() {
  return call('/api/intake/v1/city', {}, 15_000);
}

export function track(code) {
  return call(`/api/tracking/v1/track/${encodeURIComponent(code)}`, {}, 20_000);
}

function post(path, key, body) {
  const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': key };
  return call(path, { method: 'POST', headers, body: JSON.stringify(body) }, 20_000);
}

export function submit(key, body) {
  return post('/api/intake/v1/requests', key, body);
}

export function write(code, key, message) {
  return post(`/api/intake/v1/requests/${encodeURIComponent(code)}/messages`, key, message);
}

export function upload(blob, name) {
  const form = new FormData();
  form.append('file', blob, name);
  return call('/api/intake/v1/attachments', { method: 'POST', body: form }, 120_000);
}
