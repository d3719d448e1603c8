/** What is said in passing: one toast at a time for eyes, one announcer for ears, which speaks at most once a second. */
import { defineStore } from 'pinia';
import { ref } from 'vue';

const SHOWN_MS = 4_000;
const SPOKEN_EVERY_MS = 1_000;

export const useNotices = defineStore('notices', () => {
  const toast = ref('');
  const spoken = ref('');
  let hiding: ReturnType<typeof setTimeout> | undefined;
  let quietUntil = 0;
  let next: string | undefined;

  function show(text: string): void {
    toast.value = text;
    clearTimeout(hiding);
    hiding = setTimeout(() => (toast.value = ''), SHOWN_MS);
    announce(text);
  }

  /** What comes too soon is said a moment later; of several, the last. */
  function announce(text: string): void {
    const now = performance.now();
    if (now >= quietUntil && next === undefined) {
      quietUntil = now + SPOKEN_EVERY_MS;
      spoken.value = text;
      return;
    }
    if (next === undefined) setTimeout(sayNext, Math.max(0, quietUntil - now));
    next = text;
  }

  function sayNext(): void {
    quietUntil = performance.now() + SPOKEN_EVERY_MS;
    spoken.value = next ?? '';
    next = undefined;
  }

  return { toast, spoken, show, announce };
});
