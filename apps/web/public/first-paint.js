// Before the first paint, so that nothing flashes: the theme, the language and the motion that were chosen.
/** @returns {{ theme?: string, language?: string, reducedMotion?: boolean }} */
function chosenBefore() {
  try {
    /** @type {unknown} */
    const chosen = JSON.parse(localStorage.getItem('maru.preferences') ?? '{}');
    return typeof chosen === 'object' && chosen !== null ? chosen : {};
  } catch {
    return {};
  }
}
{
  const { theme, language, reducedMotion } = chosenBefore();
  const root = document.documentElement;
  const dark = theme === 'dark' || (theme !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  root.dataset.theme = dark ? 'dark' : 'light';
  if (reducedMotion) root.dataset.motion = 'reduced';
  root.lang = language ?? (/^ko\b/.test(navigator.language) ? 'ko' : 'en');
  document.querySelector('meta[name="theme-color"]')?.setAttribute('content', dark ? '#14100e' : '#efece5');
}
