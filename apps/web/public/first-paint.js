// Before the first paint, so that nothing flashes: the theme, the language and the motion that were chosen.
(function () {
  var chosen = {};
  try {
    chosen = JSON.parse(localStorage.getItem('maru.preferences') || '{}');
  } catch (error) {
    chosen = {};
  }
  var root = document.documentElement;
  var dark = chosen.theme === 'dark' || (chosen.theme !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  root.dataset.theme = dark ? 'dark' : 'light';
  if (chosen.reducedMotion) root.dataset.motion = 'reduced';
  root.lang = chosen.language || (/^ko\b/.test(navigator.language) ? 'ko' : 'en');
  document.querySelector('meta[name="theme-color"]').content = dark ? '#14100e' : '#efece5';
})();
