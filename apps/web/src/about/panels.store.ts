/** What lies beside or over the conversation. */
import { useMediaQuery } from '@vueuse/core';
import { defineStore } from 'pinia';
import { ref, watch } from 'vue';

export type Dialog = 'switcher' | 'shortcuts' | 'new-chat';

export const usePanels = defineStore('panels', () => {
  const roomy = useMediaQuery('(min-width: 79.6875rem)');
  const details = ref(roomy.value);
  const dialog = ref<Dialog>();
  watch(roomy, (isRoomy) => (details.value = isRoomy));

  function open(which: Dialog): void {
    dialog.value = which;
  }
  function close(): void {
    dialog.value = undefined;
  }
  return { roomy, details, dialog, open, close };
});
