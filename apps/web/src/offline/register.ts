/** The service worker of this page, where the browser allows one (HTTPS, or this machine). */
export function registerServiceWorker(): void {
  if (!('serviceWorker' in navigator) || !import.meta.env.PROD) return;
  addEventListener(
    'load',
    () =>
      void navigator.serviceWorker
        .register('/sw.js')
        .then(keepLoaded)
        .catch(() => undefined),
  );
}

/** What was loaded before the worker was there is handed to its cache. */
async function keepLoaded(): Promise<void> {
  await navigator.serviceWorker.ready;
  const assets = performance.getEntriesByType('resource').filter(({ name }) => name.startsWith(`${location.origin}/assets/`));
  const cache = await caches.open('maru-assets-1');
  for (const { name } of assets) if ((await cache.match(name)) === undefined) await cache.add(name);
}
