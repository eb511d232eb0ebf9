/** Dates as people write them; always Istanbul's clock, whatever the device says. */
import { lang, t } from './i18n.js';

const zone = 'Europe/Istanbul';
const locale = lang === 'tr' ? 'tr-TR' : 'en-GB';
const dayFormat = new Intl.DateTimeFormat(locale, { timeZone: zone, day: 'numeric', month: 'long', year: 'numeric' });
const weekdayFormat = new Intl.DateTimeFormat(locale, { timeZone: zone, weekday: 'long' });
const clockFormat = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const dayKey = new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' });
const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });

/** A plain date such as 2026-11-27 means that day in Istanbul, not midnight in London. */
function instant(value) {
  return new Date(/^\d{4}-\d\d-\d\d$/.test(value) ? `${value}T12:00:00+03:00` : value);
}

export function day(value) {
  return dayFormat.format(instant(value));
}

export function dayWithName(value) {
  const weekday = weekdayFormat.format(instant(value));
  return lang === 'tr' ? `${day(value)} ${weekday}` : `${weekday} ${day(value)}`;
}

export function moment(value) {
  const clock = clockFormat.format(instant(value));
  return `${day(value)} ${lang === 'tr' ? clock.replace(':', '.') : clock}`;
}

/** How many calendar days from today in Istanbul; negative when it is over. */
export function daysUntil(value) {
  const at = (date) => Date.parse(`${dayKey.format(date)}T00:00:00Z`);
  return Math.round((at(instant(value)) - at(new Date())) / 86_400_000);
}

export function ago(value) {
  const seconds = Math.round((instant(value) - Date.now()) / 1000);
  for (const [unit, size] of [['day', 86_400], ['hour', 3_600], ['minute', 60]]) {
    if (Math.abs(seconds) >= size) return relative.format(Math.round(seconds / size), unit);
  }
  return t('time.justNow');
}

export function remaining(value) {
  const days = daysUntil(value);
  if (days < 0) return t('time.overdue', { days: -days });
  if (days === 0) return t('time.today');
  return t(days === 1 ? 'time.left.one' : 'time.left.other', { days });
}
