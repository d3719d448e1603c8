import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { waitUntil } from '@maru/testing';
import { box, bubble, bubbles, House, type, row } from './house.fixture.js';
import { mood } from './socket-mood.fixture.js';

let house: House;
beforeAll(async () => {
  house = await House.open();
});
afterEach(() => house.tidy());
afterAll(() => house.close());

async function talking() {
  const [alice, bob] = await house.friends('alice', 'bob');
  if (alice === undefined || bob === undefined) throw new Error('nobody came');
  return { alice, bob, channelId: await alice.talksTo(bob) };
}

describe('connection', () => {
  test('C1 connected: nothing to see; over 2 s: a thin banner with a countdown and "Retry now"; the composer stays usable', async () => {
    const { alice, channelId } = await talking();
    const page = await alice.opens(`/chats/${channelId}`);
    await page.locator('.rail .dot').waitFor();
    await expect.poll(() => page.locator('.banner').count()).toBe(0);
    const cut = performance.now();
    await mood(page, 'dead');
    const banner = page.locator('.banner');
    await banner.waitFor();
    expect(performance.now() - cut).toBeGreaterThan(1_900);
    await expect.poll(() => banner.innerText().catch(() => ''), { timeout: 90_000 }).toMatch(/\d+초 뒤에 다시 연결해요/);
    await box(page).fill('그래도 써요');
    await box(page).press('Enter');
    await bubble(page, '그래도 써요').waitFor();
    await mood(page, 'well');
    await banner.getByRole('button', { name: '지금 연결' }).click();
    await bubble(page, '그래도 써요').locator('.lucide-check').waitFor();
    await expect.poll(() => banner.count()).toBe(0);
  });

  test('C2 a killed server: back by itself, at once when the network or the page is back; what was missed comes once', async () => {
    const { alice, bob, channelId } = await talking();
    const page = await alice.opens(`/chats/${channelId}`);
    await page.locator('.rail .dot').waitFor();
    await bob.writes(channelId, '하나');
    await bubble(page, '하나').waitFor();
    await mood(page, 'dead');
    await bob.writes(channelId, '둘', '셋');
    await page.locator('.banner').waitFor();
    await mood(page, 'well');
    await page.evaluate(() => dispatchEvent(new Event('online')));
    await bubble(page, '셋').waitFor();
    await house.maru.kill();
    await house.maru.start();
    await waitUntil(() => bob.client.state.name === 'live', { timeoutMs: 90_000 });
    await bob.writes(channelId, '넷');
    await bubble(page, '넷').waitFor();
    expect((await bubbles(page).allTextContents()).map((text) => text.trim())).toEqual(['하나', '둘', '셋', '넷']);
  });

  test('C3 session ended: one page with the reason and one action; the draft is kept', async () => {
    const { alice, channelId } = await talking();
    const page = await alice.opens(`/chats/${channelId}`);
    await page.locator('.rail .dot').waitFor();
    await box(page).fill('아직 안 보낸 말');
    const sessions = await alice.http.sessions();
    for (const { id, current } of sessions) if (!current) await alice.http.endSession(id);
    await page.getByRole('heading', { name: '다른 곳에서 로그아웃했어요' }).waitFor();
    await expect.poll(() => page.getByRole('button').count()).toBe(1);
    await page.getByRole('button', { name: '다시 로그인' }).click();
    await page.locator('#name').fill(alice.name);
    await page.locator('#password').fill('a long passphrase 마루');
    await page.getByRole('button', { name: '로그인' }).click();
    await expect
      .poll(() =>
        box(page)
          .inputValue()
          .catch(() => ''),
      )
      .toBe('아직 안 보낸 말');
  });

  test('C3 too many sockets, and a client that is too old, each say so', async () => {
    const { alice, channelId } = await talking();
    const page = await alice.opens(`/chats/${channelId}`);
    await page.locator('.rail .dot').waitFor();
    await page.evaluate(() => {
      for (const socket of globalThis.openSockets) socket.dispatchEvent(new CloseEvent('close', { code: 4509 }));
    });
    await page.getByRole('heading', { name: '다른 창에서 쓰고 있어요' }).waitFor();
    await page.getByRole('button', { name: '여기서 쓰기' }).click();
    await page.locator('.rail .dot').waitFor();
    await page.evaluate(() => {
      for (const socket of globalThis.openSockets) socket.dispatchEvent(new CloseEvent('close', { code: 4502 }));
    });
    await page.getByRole('heading', { name: '새 버전이 있어요' }).waitFor();
    await page.getByRole('button', { name: '새로 고침' }).click();
    await page.locator('.rail .dot').waitFor();
    expect(page.url()).toContain(`/chats/${channelId}`);
  });

  test('C4 two tabs of one account: one notification, one sound', async () => {
    const { alice, bob, channelId } = await talking();
    const first = await alice.opens('/chats');
    const context = first.context();
    await context.grantPermissions(['notifications']);
    await context.addInitScript(() => {
      localStorage.setItem('maru.preferences', JSON.stringify({ notify: true, notifyAsked: true, sound: true }));
      const told: string[] = [];
      Object.assign(globalThis, { told });
      class Told extends EventTarget {
        static readonly permission = 'granted';
        constructor(title: string, options: { body?: string }) {
          super();
          told.push(`${title}: ${options.body}`);
        }
        close(): void {
          told.push('closed');
        }
      }
      Object.assign(globalThis, { Notification: Told });
      const start = OscillatorNode.prototype;
      Reflect.set(start, 'start', () => void told.push('note'));
      Reflect.set(start, 'stop', () => undefined);
    });
    await first.reload();
    const second = await context.newPage();
    await second.goto(`${house.url}/friends`);
    for (const page of [first, second]) await page.locator('.rail .dot').waitFor();
    const told = async () =>
      (await Promise.all([first, second].map((page) => page.evaluate(() => Reflect.get(globalThis, 'told') as string[])))).flat();
    // What a tab shows at first is what it kept: it listens when it tells.
    const listens = async () => {
      await bob.writes(channelId, '들려요?');
      return (await told()).length > 0;
    };
    await expect.poll(listens, { interval: 500 }).toBe(true);
    await first.waitForTimeout(400);
    const notes = async () => (await told()).filter((one) => one === 'note').length;
    const before = await notes();
    const last = await bob.writes(channelId, '여기 좀 봐요');
    await expect.poll(async () => (await told()).filter((one) => one.includes('여기 좀 봐요'))).toHaveLength(1);
    await first.waitForTimeout(400);
    expect((await told()).filter((one) => one.includes('여기 좀 봐요'))).toHaveLength(1);
    expect((await notes()) - before).toBe(2);
    // Read elsewhere: it goes.
    await alice.reads(channelId, last);
    await expect.poll(told).toContain('closed');
  });

  test('N1 asked for only after a click with our own words; none for the open focused channel', async () => {
    const { alice, bob, channelId } = await talking();
    await bob.writes(channelId, '안녕');
    const page = await alice.opens('/chats');
    await page.context().addInitScript(() => {
      const told: string[] = [];
      Object.assign(globalThis, { told });
      class Asked extends EventTarget {
        static permission = localStorage.getItem('granted') ?? 'default';
        static requestPermission(): Promise<string> {
          told.push('asked');
          localStorage.setItem('granted', 'granted');
          Asked.permission = 'granted';
          return Promise.resolve('granted');
        }
        constructor(title: string) {
          super();
          told.push(title);
        }
        close(): void {
          told.push('closed');
        }
      }
      Object.assign(globalThis, { Notification: Asked });
    });
    await page.reload();
    const told = () => page.evaluate(() => Reflect.get(globalThis, 'told') as string[]);
    await page.getByRole('button', { name: '알림 켜기' }).waitFor();
    expect(await told()).toEqual([]);
    await page.getByRole('button', { name: '알림 켜기' }).click();
    await expect.poll(told).toEqual(['asked']);
    await bob.writes(channelId, '보고 있지 않은 대화');
    await expect.poll(told).toEqual(['asked', bob.name]);
    await row(page, channelId).click();
    await bubble(page, '보고 있지 않은 대화').waitFor();
    await page.bringToFront();
    await bob.writes(channelId, '보고 있는 대화');
    await bubble(page, '보고 있는 대화').waitFor();
    await page.waitForTimeout(400);
    expect((await told()).filter((one) => one === bob.name)).toHaveLength(1);
    await type(page, '네');
  });

  test('N2 a click opens the message; quiet hours, a muted channel and mentions only are kept to', async () => {
    const { alice, bob, channelId } = await talking();
    const page = await alice.opens('/friends');
    await page.context().addInitScript(() => {
      const told: Notification[] = [];
      Object.assign(globalThis, { told });
      class Told extends EventTarget {
        static readonly permission = 'granted';
        constructor(
          readonly title: string,
          readonly options: { body?: string },
        ) {
          super();
          told.push(this as unknown as Notification);
        }
        close(): void {
          this.dispatchEvent(new Event('close'));
        }
      }
      Object.assign(globalThis, { Notification: Told });
      const kept = JSON.parse(localStorage.getItem('maru.preferences') ?? '{}') as object;
      localStorage.setItem('maru.preferences', JSON.stringify({ ...kept, notify: true, notifyAsked: true }));
    });
    await page.reload();
    await page.locator('.rail .dot').waitFor();
    const told = () =>
      page.evaluate(() => (Reflect.get(globalThis, 'told') as { options: { body?: string } }[]).map(({ options }) => options.body ?? ''));
    const setNotify = async (notify: 'ALL' | 'MENTIONS' | 'NONE') => {
      await alice.client.request({ type: 'SET_NOTIFY_REQUEST', channelId, notify });
      await page.reload();
      await page.locator('.rail .dot').waitFor();
    };
    await bob.writes(channelId, '여기요');
    await expect.poll(told).toEqual(['여기요']);
    await page.evaluate(() => (Reflect.get(globalThis, 'told') as EventTarget[])[0]?.dispatchEvent(new Event('click')));
    await page.waitForURL(`**/chats/${channelId}/m/1`);
    await bubble(page, '여기요').waitFor();
    await page.goto(`${house.url}/friends`);
    await setNotify('MENTIONS');
    await bob.writes(channelId, '그냥 하는 말', `@${alice.name} 이것 좀 봐요`);
    await expect.poll(told).toEqual([`@${alice.name} 이것 좀 봐요`]);
    await setNotify('NONE');
    await bob.writes(channelId, `@${alice.name} 들려요?`);
    await setNotify('ALL');
    // Quiet hours of the account, chosen elsewhere: what is written in them is not told, and what comes after them is.
    const hour = (add: number) => `${String((new Date().getUTCHours() + 24 + add) % 24).padStart(2, '0')}:30`;
    await alice.http.changeSettings({ quietHours: { from: hour(-2), to: hour(2), timeZone: 'UTC' } });
    await page.waitForFunction(() => localStorage.getItem('maru.preferences')?.includes('"quiet":true') === true);
    const unread = await page.locator('.rail .badge').innerText();
    await bob.writes(channelId, '주무세요?');
    await expect.poll(() => page.locator('.rail .badge').innerText()).toBe(String(Number(unread) + 1));
    await alice.http.changeSettings({});
    await page.waitForFunction(() => localStorage.getItem('maru.preferences')?.includes('"quiet":false') === true);
    await bob.writes(channelId, '일어났네요');
    await expect.poll(told).toEqual(['일어났네요']);
  });

  test('N2 a click on one that the service worker shows opens the message in the window that is there', async () => {
    const { alice, bob, channelId } = await talking();
    await bob.writes(channelId, '여기요');
    const page = await alice.opens('/friends');
    await page.locator('.rail .dot').waitFor();
    await page.context().grantPermissions(['notifications']);
    await page.evaluate(async () => {
      await navigator.serviceWorker.ready;
      if (navigator.serviceWorker.controller === null)
        await new Promise((resolve) => navigator.serviceWorker.addEventListener('controllerchange', resolve, { once: true }));
    });
    const [worker] = page.context().serviceWorkers();
    if (worker === undefined) throw new Error('no service worker');
    await worker.evaluate((path) => {
      const notification = { close: () => undefined, data: { path } };
      dispatchEvent(Object.assign(new (Reflect.get(globalThis, 'ExtendableEvent') as typeof Event)('notificationclick'), { notification }));
    }, `/chats/${channelId}/m/1`);
    await page.waitForURL(`**/chats/${channelId}/m/1`);
    await expect.poll(() => bubble(page, '여기요').count()).toBe(1);
  });
});
