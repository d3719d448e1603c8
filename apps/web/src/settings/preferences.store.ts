/** What this browser was told to look and sound like. It applies at once, in all tabs. */
import { useLocalStorage, usePreferredDark } from '@vueuse/core';
import { defineStore } from 'pinia';
import { computed, watch } from 'vue';
import { type Language, speak } from '../say/say.js';

export type Theme = 'light' | 'dark' | 'system';

export interface Preferences {
  theme: Theme;
  language: Language | undefined;
  reducedMotion: boolean;
  notify: boolean;
  /** Whether our own question was answered with "later". */
  notifyAsked: boolean;
  showContent: boolean;
  sound: boolean;
  quiet: boolean;
  quietFrom: string;
  quietTo: string;
  quietZone: string;
}

const start: Preferences = {
  theme: 'system',
  language: undefined,
  reducedMotion: false,
  notify: false,
  notifyAsked: false,
  showContent: true,
  sound: false,
  quiet: false,
  quietFrom: '23:00',
  quietTo: '07:00',
  quietZone: new Intl.DateTimeFormat().resolvedOptions().timeZone,
};

/** What was kept by an earlier version has fewer, here and in a tab that it still runs in. */
const serializer = {
  read: (kept: string): Preferences => ({ ...start, ...(JSON.parse(kept) as Partial<Preferences>) }),
  write: (preferences: Preferences): string => JSON.stringify(preferences),
};

export const usePreferences = defineStore('preferences', () => {
  const chosen = useLocalStorage<Preferences>('maru.preferences', start, { serializer, writeDefaults: false });
  const prefersDark = usePreferredDark();
  const dark = computed(() => chosen.value.theme === 'dark' || (chosen.value.theme === 'system' && prefersDark.value));
  const language = computed<Language>(() => chosen.value.language ?? (/^ko\b/.test(navigator.language) ? 'ko' : 'en'));

  function apply(): void {
    const root = document.documentElement;
    root.dataset['theme'] = dark.value ? 'dark' : 'light';
    if (chosen.value.reducedMotion) root.dataset['motion'] = 'reduced';
    else delete root.dataset['motion'];
    document.querySelector('meta[name="theme-color"]')?.setAttribute('content', dark.value ? '#14100e' : '#efece5');
    speak(language.value);
  }
  watch([dark, language, () => chosen.value.reducedMotion], apply, { immediate: true, flush: 'sync' });

  function change(to: Partial<Preferences>): void {
    chosen.value = { ...chosen.value, ...to };
  }
  return { chosen, dark, language, change };
});
