/**
 * Keeps the page openable without a network. The shell is asked for first and kept only for when nobody answers, so that it is never older
 * than a server that can be reached; what has its hash in its name is kept as it is.
 */
const worker = self as unknown as ServiceWorkerGlobalScope;

const SHELL = 'maru-shell-1';
const ASSETS = 'maru-assets-1';
const KEPT_ASSETS = 250;
/** A server that is not heard of by then may as well not be there: what is kept is shown, and asked for again at the next time. */
const PATIENCE_MS = 4_000;
const small = [
  '/first-paint.js',
  '/favicon.svg',
  '/favicon-unread.svg',
  '/maru.webmanifest',
  '/maru-light.svg',
  '/app-icon-maskable.svg',
  '/app-icon-192.png',
  '/app-icon-512.png',
  '/apple-touch-icon.png',
];

worker.addEventListener('install', (event) => {
  event.waitUntil(
    caches
      .open(SHELL)
      .then((cache) => cache.addAll(['/', ...small]))
      .then(() => worker.skipWaiting()),
  );
});

worker.addEventListener('activate', (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) =>
        Promise.all(
          names.filter((name) => name.startsWith('maru-') && name !== SHELL && name !== ASSETS).map((name) => caches.delete(name)),
        ),
      )
      .then(() => worker.clients.claim()),
  );
});

worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== worker.location.origin || /^\/(api|ws|health|metrics)(\/|$)/.test(pathname)) return;
  if (pathname.startsWith('/assets/')) event.respondWith(asset(request));
  else if (request.mode === 'navigate') event.respondWith(networkFirst('/'));
  else if (small.includes(pathname)) event.respondWith(networkFirst(pathname));
});

worker.addEventListener('notificationclick', (event) => {
  event.notification.close();
  const { path = '/chats' } = (event.notification.data ?? {}) as { path?: string };
  event.waitUntil(show(path));
});

/** In a window that is there, or else in a new one. */
async function show(path: string): Promise<void> {
  const [open] = await worker.clients.matchAll({ type: 'window', includeUncontrolled: true });
  if (open === undefined) await worker.clients.openWindow(path);
  else {
    // What it shows does not hang on whether the browser lets it come to the front.
    open.postMessage({ path });
    await open.focus();
  }
}

async function asset(request: Request): Promise<Response> {
  const cache = await caches.open(ASSETS);
  const kept = await cache.match(request);
  if (kept !== undefined) return kept;
  const response = await fetch(request);
  if (response.ok) {
    await cache.put(request, response.clone());
    const keys = await cache.keys();
    await Promise.all(keys.slice(0, Math.max(0, keys.length - KEPT_ASSETS)).map((key) => cache.delete(key)));
  }
  return response;
}

async function networkFirst(path: string): Promise<Response> {
  const cache = await caches.open(SHELL);
  try {
    const response = await fetch(path, { signal: AbortSignal.timeout(PATIENCE_MS), cache: 'no-cache' });
    if (response.ok) await cache.put(path, response.clone());
    return response;
  } catch (error) {
    const kept = await cache.match(path);
    if (kept !== undefined) return kept;
    throw error;
  }
}
