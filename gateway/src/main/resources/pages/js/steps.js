/** The order of the questions, and where one stands in it. */
import { navigate, state } from './state.js';

const order = ['/basvuru/ne', '/basvuru/nerede', '/basvuru/foto', '/basvuru/iletisim'];

/** After a step: back to the check page when one came from there, else to the next open question. */
export function next(from) {
  if (state.query.get('don') === 'kontrol') return navigate('/basvuru/kontrol');
  if (from === '/basvuru/foto' && state.draft.text.trim() === '') return navigate('/basvuru/ne');
  const following = order[order.indexOf(from) + 1] ?? '/basvuru/kontrol';
  return navigate(following);
}

export function previous(from) {
  if (state.query.get('don') === 'kontrol') return '/basvuru/kontrol';
  return order[order.indexOf(from) - 1] ?? '/';
}

/** The first question without an answer. */
export function resume(draft) {
  if (draft.text.trim() === '') return '/basvuru/ne';
  const { lat, address, neighbourhood, none } = draft.place;
  if (lat === null && address === '' && neighbourhood === '' && !none) return '/basvuru/nerede';
  if (draft.contact.preferred === '') return '/basvuru/iletisim';
  return '/basvuru/kontrol';
}

export const steps = order.length;

export function stepOf(path) {
  return order.indexOf(path) + 1;
}
