/** Times as people say them, by the browser's own rules for the language. */
import { language, say } from './say.js';

const DAY_MS = 86_400_000;
const formats = new Map<string, Intl.DateTimeFormat>();

function format(options: Intl.DateTimeFormatOptions, at: number): string {
  const key = language.value + JSON.stringify(options);
  const known = formats.get(key) ?? new Intl.DateTimeFormat(language.value, options);
  formats.set(key, known);
  return known.format(at);
}

/** Of two moments, whether it is the same day here. */
export function dayOf(at: number): string {
  const date = new Date(at);
  return `${date.getFullYear()}-${date.getMonth() + 1}-${date.getDate()}`;
}

export function timeOfDay(at: number): string {
  return format({ hour: 'numeric', minute: '2-digit' }, at);
}

/** 11월 20일 금요일; another year's has its year. */
export function longDay(at: number, now = Date.now()): string {
  const relative = relativeDay(at, now);
  if (relative !== undefined) return capital(relative);
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return format({ month: 'long', day: 'numeric', weekday: 'long', ...(sameYear ? {} : { year: 'numeric' }) }, at);
}

/** In the list: today's time, yesterday, the weekday, then the date. */
export function shortMoment(at: number, now = Date.now()): string {
  if (dayOf(at) === dayOf(now)) return timeOfDay(at);
  if (dayOf(at) === dayOf(now - DAY_MS)) return capital(relativeDay(at, now) ?? '');
  if (now - at < 6 * DAY_MS) return format({ weekday: 'long' }, at);
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return format(sameYear ? { month: 'short', day: 'numeric' } : { year: 'numeric', month: 'numeric', day: 'numeric' }, at);
}

/** 3분 전; beyond a week the date. */
export function ago(at: number, now = Date.now()): string {
  const relative = new Intl.RelativeTimeFormat(language.value, { numeric: 'auto', style: 'long' });
  const minutes = Math.round((now - at) / 60_000);
  if (minutes < 1) return say('justNow');
  if (minutes < 60) return relative.format(-minutes, 'minute');
  if (minutes < 24 * 60) return relative.format(-Math.round(minutes / 60), 'hour');
  if (minutes < 7 * 24 * 60) return relative.format(-Math.round(minutes / 1440), 'day');
  return shortMoment(at, now);
}

export function wholeMoment(at: number): string {
  return format({ dateStyle: 'long', timeStyle: 'short' }, at);
}

function relativeDay(at: number, now: number): string | undefined {
  const relative = new Intl.RelativeTimeFormat(language.value, { numeric: 'auto' });
  if (dayOf(at) === dayOf(now)) return relative.format(0, 'day');
  return dayOf(at) === dayOf(now - DAY_MS) ? relative.format(-1, 'day') : undefined;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
