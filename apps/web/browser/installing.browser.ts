import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { writeFigures } from './figures.fixture.js';
import { House } from './house.fixture.js';
import { NewerServer } from './newer-server.fixture.js';

let house: House;
beforeAll(async () => {
  house = await House.open(['--demo']);
});
afterEach(() => house.tidy());
afterAll(() => house.close());

const versionOf = (page: Page) => page.locator('meta[name=version]').getAttribute('content');
const isServedByWorker = (page: Page) => page.evaluate(() => navigator.serviceWorker.controller !== null);

const sizeOf = (page: Page, src: string) =>
  page.evaluate(async (at) => {
    const image = new Image();
    image.src = at;
    await image.decode();
    return `${image.naturalWidth}x${image.naturalHeight}`;
  }, src);

describe('installing', () => {
  test('the browser finds nothing that keeps it from being installed, and icons of every kind', async () => {
    const page = await house.stranger('/signin');
    const devtools = await page.context().newCDPSession(page);
    const { errors, data } = await devtools.send('Page.getAppManifest');
    expect(errors).toEqual([]);
    const manifest = JSON.parse(data ?? '') as {
      start_url: string;
      display: string;
      icons: { src: string; sizes: string; type: string; purpose: string }[];
    };
    expect(manifest).toMatchObject({ start_url: '/chats', display: 'standalone' });
    const { installabilityErrors } = await devtools.send('Page.getInstallabilityErrors');
    expect(installabilityErrors.map(({ errorId }) => errorId).filter((id) => id !== 'in-incognito')).toEqual([]);
    expect(manifest.icons.map(({ sizes, purpose }) => `${sizes} ${purpose}`)).toEqual(
      expect.arrayContaining(['192x192 any', '512x512 any', '512x512 maskable']),
    );
    const touch = await page.locator('link[rel=apple-touch-icon]').getAttribute('href');
    const sized = [...manifest.icons.filter(({ sizes }) => sizes !== 'any'), { src: touch ?? '', sizes: '180x180' }];
    const sizes: Record<string, string> = {};
    for (const { src } of sized) sizes[src] = await sizeOf(page, src);
    expect(sizes).toEqual(Object.fromEntries(sized.map((icon) => [icon.src, icon.sizes])));
  });

  test('a newer server shows its own page at the next visit, the one that was kept only while nobody answers, and replaces the service worker', async () => {
    const server = await NewerServer.open(house.url);
    try {
      const page = await (await house.context()).newPage();
      await page.goto(`${server.url}/signin`);
      await expect.poll(() => isServedByWorker(page)).toBe(true);
      await page.reload();
      expect(await versionOf(page)).toBe('1');
      await page.evaluate(() =>
        navigator.serviceWorker.addEventListener('controllerchange', () => Object.assign(globalThis, { replaced: true })),
      );
      server.version = 2;
      await page.evaluate(async () => void (await (await navigator.serviceWorker.ready).update()));
      await expect.poll(() => page.evaluate(() => Boolean(Reflect.get(globalThis, 'replaced')))).toBe(true);
      await page.goto(`${server.url}/signin`);
      expect(await versionOf(page)).toBe('2');
      server.away = true;
      await page.reload();
      await page.locator('#name').waitFor();
      expect(await versionOf(page)).toBe('2');
      server.version = 3;
      server.away = false;
      await page.reload();
      expect(await versionOf(page)).toBe('3');
    } finally {
      server.close();
    }
  });

  test('what a first visit costs is measured and written down', async () => {
    const figures: Record<string, number> = {};
    for (const [device, rate] of [
      ['desktop', 1],
      ['phone, four times as slow', 4],
    ] as const) {
      const viewport = rate === 1 ? { width: 1440, height: 900 } : { width: 390, height: 844 };
      const page = await (await house.context({ viewport })).newPage();
      await (await page.context().newCDPSession(page)).send('Emulation.setCPUThrottlingRate', { rate });
      await page.addInitScript(observe);
      await page.goto(`${house.url}/signin`);
      await page.locator('#name').waitFor();
      await page.waitForLoadState('load');
      const seen = await page.evaluate(() => Reflect.get(globalThis, 'seen') as Record<string, number>);
      for (const [name, value] of Object.entries(seen)) figures[`first visit, ${device}: ${name}`] = value;
      await page.close();
    }
    expect(Object.keys(figures)).toHaveLength(8);
    expect(Object.entries(figures).filter(([, value]) => value < 0)).toEqual([]);
    writeFigures(figures);
  });
});

/** As Lighthouse names them: first and largest contentful paint, blocking time beyond 50 ms of each task, and the shift of the layout. */
function observe(): void {
  const seen = { 'first contentful paint, ms': -1, 'largest contentful paint, ms': -1, 'total blocking time, ms': 0, 'layout shift': 0 };
  Object.assign(globalThis, { seen });
  const each = (type: string, take: (entry: PerformanceEntry) => void) =>
    new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true });
  each('paint', ({ name, startTime }) => {
    if (name === 'first-contentful-paint') seen['first contentful paint, ms'] = startTime;
  });
  each('largest-contentful-paint', ({ startTime }) => (seen['largest contentful paint, ms'] = startTime));
  each('longtask', ({ duration }) => (seen['total blocking time, ms'] += Math.max(0, duration - 50)));
  each('layout-shift', (entry) => (seen['layout shift'] += Number(Reflect.get(entry, 'value'))));
}
