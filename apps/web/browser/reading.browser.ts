import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { writeFigures } from './figures.fixture.js';
import { bubble, bubbles, box, fromEnd, House, type Person, row, type } from './house.fixture.js';
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
async function many(person: Person, channelId: number, count: number, text = (n: number) => `메시지 ${n}`): Promise<void> {
  for (let from = 1; from <= count; from += 500) {
    const batch = Array.from({ length: Math.min(500, count - from + 1) }, (_, n) => text(from + n));
    await Promise.all(batch.map((content) => person.client.request({ type: 'WRITE_MESSAGE', channelId, content })));
  }
}

/** Nothing moves any more: the list has kept its height and place for some frames. */
async function rested(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const scroller = document.querySelector<HTMLElement>('.scroll');
    let still = 0;
    for (let last = ''; still < 8;) {
      await new Promise(requestAnimationFrame);
      const now = `${scroller?.scrollHeight} ${scroller?.scrollTop}`;
      still = now === last ? still + 1 : 0;
      last = now;
    }
  });
}
/** As one does with the wheel, which goes on after it was turned. */
async function looksUp(page: Page): Promise<void> {
  await rested(page);
  await expect.poll(() => page.locator('.jump').count()).toBe(0);
  await page.locator('.scroll').hover();
  await expect
    .poll(async () => {
      await page.mouse.wheel(0, -900);
      return page.locator('.jump').count();
    })
    .toBe(1);
  await rested(page);
}
describe('reading', () => {
  test('R1 opening with unread: a divider above the first unread at a quarter of the view; without: at the bottom', async () => {
    const { alice, bob, channelId } = await talking();
    await many(bob, channelId, 40);
    await alice.reads(channelId, 25);
    const page = await alice.opens(`/chats/${channelId}`);
    const divider = page.locator('.newline');
    await divider.waitFor();
    await expect
      .poll(() =>
        divider.evaluate((element) => {
          const view = document.querySelector('.scroll')?.getBoundingClientRect();
          const next = element.parentElement?.nextElementSibling?.querySelector<HTMLElement>('.msg');
          return {
            at: Math.round(((element.getBoundingClientRect().top - (view?.top ?? 0)) / (view?.height ?? 1)) * 20) / 20,
            next: next?.dataset['sequence'],
          };
        }),
      )
      .toEqual({ at: 0.25, next: '26' });
    await page.locator('.scroll').evaluate((element) => element.scrollTo(0, 1e6));
    await expect.poll(() => row(page, channelId).locator('.badge').count()).toBe(0);
    await expect.poll(() => alice.client.channels.get(channelId)?.unreadCount).toBe(0);
    await page.reload();
    await bubbles(page).first().waitFor();
    await expect.poll(() => fromEnd(page)).toBeLessThan(2);
    expect(await divider.count()).toBe(0);
  });

  test('R2 at the bottom a new message keeps the bottom; elsewhere nothing moves, and a button counts; one’s own send goes to the bottom', async () => {
    const { alice, bob, channelId } = await talking();
    await many(bob, channelId, 60);
    await alice.reads(channelId, 60);
    const page = await alice.opens(`/chats/${channelId}`);
    await bubble(page, '메시지 60').waitFor();
    await bob.writes(channelId, '아래에 있으면 따라가요');
    await bubble(page, '아래에 있으면 따라가요').waitFor();
    await expect.poll(() => fromEnd(page)).toBeLessThan(2);
    await looksUp(page);
    const places = () =>
      page.evaluate(() => {
        const view = document.querySelector('.scroll')?.getBoundingClientRect();
        return [...document.querySelectorAll<HTMLElement>('.msg')]
          .map((one) => ({ sequence: one.dataset['sequence'], top: one.getBoundingClientRect().top }))
          .filter(({ top }) => view !== undefined && top > view.top && top < view.bottom);
      });
    const before = await places();
    expect(before.length).toBeGreaterThan(3);
    await bob.writes(channelId, '위에 있으면 그대로', '둘째');
    await expect.poll(() => page.locator('.jump .badge').innerText()).toBe('2');
    await rested(page);
    expect(await places()).toEqual(before);
    await page.locator('.jump').click();
    await expect.poll(() => fromEnd(page)).toBeLessThan(2);
    await looksUp(page);
    await type(page, '내가 쓴 말');
    await bubble(page, '내가 쓴 말').waitFor();
    await expect.poll(() => fromEnd(page)).toBeLessThan(2);
  });

  test('R3 scrolling up loads above; the message being read moves 1 px at most, with what is above it growing or coming late', async () => {
    const { alice, bob, channelId } = await talking();
    await many(bob, channelId, 230, (n) => (n % 3 === 0 ? `메시지 ${n} `.repeat(30) : `메시지 ${n}`));
    await alice.reads(channelId, 230);
    const page = await alice.opens(`/chats/${channelId}`);
    await bubble(page, '메시지 229').waitFor();
    await rested(page);
    const moved = await page.evaluate(async () => {
      const scroller = document.querySelector<HTMLElement>('.scroll');
      if (scroller === null) throw new Error('no scroller');
      const frame = () => new Promise(requestAnimationFrame);
      const top = () => scroller.getBoundingClientRect().top;
      let worst = 0;
      let grown = 0;
      let loaded = 0;
      // Two pages may come within one step where they come quickly.
      for (let step = 0; step < 60 || (loaded < 2 && step < 200); step++) {
        // The first page comes before its top is reached, the others while one waits there.
        globalThis.socketMood = loaded === 0 ? 'well' : 'late';
        const height = scroller.scrollHeight;
        const seen = [...document.querySelectorAll<HTMLElement>('.msg')].find((one) => one.getBoundingClientRect().top > top() + 100);
        const sequence = seen?.dataset['sequence'];
        scroller.scrollTop = Math.max(0, scroller.scrollTop - 120);
        // The page hears of it before anything else happens, as it does of a wheel.
        scroller.dispatchEvent(new Event('scroll'));
        const wanted = (seen?.getBoundingClientRect().top ?? 0) - top();
        // As an image would that lands late in a message above.
        const above = [...document.querySelectorAll<HTMLElement>('.placed')].findLast((one) => one.getBoundingClientRect().bottom < top());
        if (step % 6 === 3 && above !== undefined) {
          const image = document.createElement('img');
          image.style.display = 'block';
          image.style.height = '90px';
          above.append(image);
          grown++;
        }
        for (let n = 0; n < 6 || scroller.scrollTop === 0; n++) await frame();
        if (scroller.scrollHeight > height + 1_000) loaded++;
        const now = document.querySelector<HTMLElement>(`.msg[data-sequence="${sequence}"]`);
        // One that is not even drawn any more has moved far.
        worst = Math.max(worst, now === null ? 9_999 : Math.abs(now.getBoundingClientRect().top - top() - wanted));
      }
      globalThis.socketMood = 'well';
      return { worst, grown, loaded };
    });
    expect(moved.grown).toBeGreaterThan(5);
    expect(moved.loaded).toBeGreaterThan(1);
    expect(moved.worst).toBeLessThanOrEqual(1);
    await expect
      .poll(
        async () => {
          await page.locator('.scroll').evaluate((element) => element.scrollTo(0, 0));
          return page.locator('.msg[data-sequence="1"]').count();
        },
        { timeout: 90_000 },
      )
      .toBe(1);
  });

  test('R4 jump to a found message: its page is there first, then the scroll, then a highlight; "back to latest" works', async () => {
    const { alice, bob, channelId } = await talking();
    await many(bob, channelId, 400);
    await alice.reads(channelId, 400);
    const page = await alice.opens(`/chats/${channelId}/m/37`);
    const wanted = page.locator('.msg[data-sequence="37"] .bubble');
    await page.context().addInitScript(() => {
      const lit = new Set<string>();
      Object.assign(globalThis, { lit });
      new MutationObserver(() => {
        for (const one of document.querySelectorAll<HTMLElement>('.msg:has(.hl)')) lit.add(one.dataset['sequence'] ?? '');
      }).observe(document, { subtree: true, attributes: true, attributeFilter: ['class'], childList: true });
    });
    await page.reload();
    await wanted.waitFor();
    await expect.poll(() => page.evaluate(() => [...(Reflect.get(globalThis, 'lit') as Set<string>)])).toEqual(['37']);
    await expect.poll(() => page.locator('.hl').count()).toBe(0);
    const place = () => wanted.evaluate((element) => element.getBoundingClientRect().top);
    await expect.poll(place).toBeGreaterThan(100);
    await expect.poll(place).toBeLessThan(800);
    await page.locator('.jump').click();
    await bubble(page, '메시지 400').waitFor();
    await expect.poll(() => fromEnd(page)).toBeLessThan(2);
    await expect.poll(() => page.url()).not.toContain('/m/');
  });

  test('R5 a hole after a long absence is filled or shown, never skipped', async () => {
    const { alice, bob, channelId } = await talking();
    await many(bob, channelId, 30);
    await alice.reads(channelId, 30);
    const page = await alice.opens(`/chats/${channelId}`);
    await bubble(page, '메시지 30').waitFor();
    await mood(page, 'dead');
    await many(bob, channelId, 700, (n) => `뒤 ${n}`);
    await mood(page, 'well');
    await page.evaluate(() => dispatchEvent(new Event('online')));
    await expect
      .poll(
        () =>
          row(page, channelId)
            .locator('.badge')
            .first()
            .innerText()
            .catch(() => ''),
        { timeout: 90_000 },
      )
      .not.toBe('');
    await page.locator('.scroll').evaluate((element) => element.scrollTo(0, 1e6));
    await expect
      .poll(
        async () => {
          await page.locator('.scroll').evaluate((element) => element.scrollTo(0, 1e6));
          return bubble(page, '뒤 700').count();
        },
        { timeout: 90_000 },
      )
      .toBe(1);
    // Going up from the end, the sequences have no step that is not told.
    const steps = await page.evaluate(async () => {
      const scroller = document.querySelector<HTMLElement>('.scroll');
      const seen = new Set<number>();
      // What is drawn for a place is there two frames later; a step is less than half of the view.
      const drawn = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
      for (let n = 0; n < 1_000 && !seen.has(500); n++) {
        await drawn();
        for (const one of document.querySelectorAll<HTMLElement>('.msg')) seen.add(Number(one.dataset['sequence']));
        scroller?.scrollBy(0, -200);
      }
      const all = [...seen].toSorted((a, b) => a - b);
      return all.filter((sequence, index) => index > 0 && sequence - (all[index - 1] ?? 0) !== 1);
    });
    expect(steps).toEqual([]);
  });

  test('R6 dates apart by local day, a floating date while scrolling; one sender within a minute is one turn', async () => {
    const { alice, bob, channelId } = await talking();
    await many(bob, channelId, 60);
    await alice.reads(channelId, 60);
    const page = await alice.opens(`/chats/${channelId}`);
    await bubble(page, '메시지 60').waitFor();
    expect(await page.locator('.msg.first').count()).toBeLessThan(await page.locator('.msg').count());
    const scrolledTo = (top: number, selector: string) =>
      page.evaluate(
        async ([to, wanted]) => {
          document.querySelector('.scroll')?.scrollTo(0, to);
          for (let frame = 0; frame < 5; frame++) await new Promise(requestAnimationFrame);
          return document.querySelector(wanted)?.textContent ?? '';
        },
        [top, selector] as const,
      );
    await expect.poll(() => scrolledTo(300, '.float-day')).toBe('오늘');
    await expect.poll(() => scrolledTo(0, '.day')).toBe('오늘');
  });

  test('R7 10,000 messages: 60 rows in the page at most; an append draws one row, and switching asks nobody', async () => {
    const { alice, bob, channelId } = await talking();
    await many(bob, channelId, 10_000);
    const other = await alice.opensRoom('작은 방', [bob]);
    await alice.writes(other, '하나');
    await alice.reads(channelId, 10_000);
    const page = await alice.opens(`/chats/${channelId}`);
    await bubble(page, '메시지 10000').waitFor();
    for (let n = 0; n < 12; n++) {
      await page.locator('.scroll').evaluate((element) => element.scrollTo(0, 0));
      await rested(page);
    }
    expect(await page.locator('.placed').count()).toBeLessThanOrEqual(60);
    await page.locator('.jump').click();
    await expect.poll(() => fromEnd(page)).toBeLessThan(2);
    await rested(page);
    // What is drawn and asked is counted: times are a machine's, and are written down.
    await page.evaluate(() => {
      const drawn: string[] = [];
      const asked: string[] = [];
      Object.assign(globalThis, { drawn, asked });
      const list = document.querySelector('.list-of-messages');
      if (list === null) throw new Error('no list');
      new MutationObserver((records) => {
        for (const { addedNodes } of records)
          for (const node of addedNodes) if (node instanceof HTMLElement && node.matches('.placed')) drawn.push(node.innerText);
      }).observe(list, { childList: true });
      for (const socket of globalThis.openSockets) {
        const send = socket.send.bind(socket);
        socket.send = (data) => {
          if (typeof data === 'string') asked.push(data);
          send(data);
        };
      }
    });
    const noted = (what: 'drawn' | 'asked') => page.evaluate((name) => Reflect.get(globalThis, name) as string[], what);
    const cdp = await page.context().newCDPSession(page);
    await cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
    const spent = async () => (await cdp.send('Performance.getMetrics')).metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0;
    const before = await spent();
    for (let n = 0; n < 10; n++) await bob.writes(channelId, `새 메시지 ${n}`);
    await bubble(page, '새 메시지 9').waitFor();
    const appendMs = ((await spent()) - before) * 100;
    expect((await noted('drawn')).filter((text) => text.includes('새 메시지'))).toHaveLength(10);
    // Beside the new ones, at most as many as come into reach of the view when it moves by ten rows.
    expect((await noted('drawn')).length).toBeLessThanOrEqual(30);
    const switchMs: number[] = [];
    for (let n = 0; n < 3; n++) {
      await row(page, other).click();
      await bubble(page, '하나').waitFor();
      await rested(page);
      const [asked, from] = [(await noted('asked')).length, await spent()];
      await row(page, channelId).evaluate((element) => (element as HTMLElement).click());
      await bubble(page, '새 메시지 9').waitFor();
      switchMs.push(((await spent()) - from) * 1_000);
      const frames = (await noted('asked')).slice(asked);
      expect(frames.filter((frame) => frame.includes('FETCH_MESSAGES'))).toEqual([]);
      expect(await page.locator('.placed').count()).toBeLessThanOrEqual(60);
    }
    writeFigures({ 'append of one message, ms of the page': appendMs, 'switch to 10,000 messages, ms of the page': Math.min(...switchMs) });
  });

  test('R8 read only if the tab is visible and focused and the bottom is in view; reading in one tab clears the badge in the other', async () => {
    const { alice, bob, channelId } = await talking();
    await many(bob, channelId, 60);
    await alice.reads(channelId, 60);
    const page = await alice.opens(`/chats/${channelId}`);
    await bubble(page, '메시지 60').waitFor();
    const second = await alice.opens('/chats');
    await row(second, channelId).waitFor();
    await looksUp(page);
    await bob.writes(channelId, '아직 안 읽었죠');
    await expect.poll(() => row(second, channelId).locator('.badge [aria-hidden]').last().innerText()).toBe('1');
    await page.waitForTimeout(700);
    expect(await row(second, channelId).locator('.badge [aria-hidden]').last().innerText()).toBe('1');
    await page.bringToFront();
    await page.locator('.jump').click();
    await expect.poll(() => row(second, channelId).locator('.badge').count()).toBe(0);
  });

  test('R9 the list’s badges, the title’s "(n)" and the rail’s number are one; one’s own messages never raise it', async () => {
    const [alice, bob, carol] = await house.friends('alice', 'bob', 'carol');
    if (alice === undefined || bob === undefined || carol === undefined) throw new Error('nobody came');
    const withBob = await alice.talksTo(bob);
    const withCarol = await alice.talksTo(carol);
    const page = await alice.opens('/chats');
    await bob.writes(withBob, '하나', '둘');
    await carol.writes(withCarol, '셋');
    await expect.poll(() => page.title()).toBe('(3) 마루');
    await expect.poll(() => page.locator('.rail .badge').first().innerText()).toBe('3');
    await alice.writes(withCarol, '내가 썼어요');
    await expect.poll(() => page.title()).toBe('(2) 마루');
    await alice.client.request({ type: 'SET_NOTIFY_REQUEST', channelId: withBob, notify: 'NONE' });
    await page.reload();
    await row(page, withBob).locator('.badge.quiet').first().waitFor({ state: 'attached' });
    await expect.poll(() => page.title()).toBe('마루');
  });

  test('R10 "민준이 입력 중": 1, 2, many; gone by itself; no jump in the layout; presence for friends', async () => {
    const people = await house.friends('서연', '민준', '지우', '하은');
    const [me, ...others] = people;
    if (me === undefined) throw new Error('nobody came');
    const channelId = await me.opensRoom('산행', others);
    const page = await me.opens(`/chats/${channelId}`);
    await box(page).waitFor();
    await page.locator('.person .dot').nth(1).waitFor();
    await rested(page);
    const before = await box(page).evaluate((element) => element.getBoundingClientRect().top);
    const line = page.locator('.typing-row');
    const [one, two, three] = others;
    // Each goes on typing: one who pauses is forgotten while a slow machine looks.
    const whileTyping = (...typing: (Person | undefined)[]) => {
      for (const person of typing) person?.client.typing(channelId);
      return line.innerText();
    };
    await expect.poll(() => whileTyping(one)).toMatch(/^\s*민준\d+[이가] 입력 중\s*$/);
    await expect.poll(() => whileTyping(one, two)).toMatch(/^\s*민준\d+[와과] 지우\d+[이가] 입력 중\s*$/);
    await expect.poll(() => whileTyping(one, two, three)).toMatch(/^\s*여러 명이 입력 중\s*$/);
    expect(await box(page).evaluate((element) => element.getBoundingClientRect().top)).toBe(before);
    await expect.poll(async () => (await line.innerText()).trim(), { timeout: 90_000 }).toBe('');
    await expect.poll(() => page.locator('.person .dot').count()).toBe(4);
    await one?.client.close();
    await expect.poll(() => page.locator('.person .dot').count(), { timeout: 90_000 }).toBe(3);
  });
});
