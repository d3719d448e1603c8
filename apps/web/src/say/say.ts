/** All that the page says, in the language that was chosen. `say('…')` takes only keys that exist. */
import { computed } from 'vue';
import { createI18n } from 'vue-i18n';
import en from './en.json';
import ko from './ko.json';
import { withParticles } from './particles.js';

export type Key = keyof typeof ko;
export type Language = 'ko' | 'en';
type Holes = Readonly<Record<string, string | number>>;

export const i18n = createI18n({ legacy: false, flatJson: true, locale: 'ko', fallbackLocale: 'en', messages: { ko, en } });

export const language = computed<Language>(() => (i18n.global.locale.value === 'en' ? 'en' : 'ko'));

/** `n` chooses the plural where a language has one. */
export function say(key: Key, holes: Holes = {}): string {
  const { n } = holes;
  const filled = withParticles(holes);
  return typeof n === 'number' ? i18n.global.t(key, filled, n) : i18n.global.t(key, filled);
}

export function speak(chosen: Language): void {
  i18n.global.locale.value = chosen;
  document.documentElement.lang = chosen;
}
