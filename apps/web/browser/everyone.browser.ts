import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { box, bubble, focused, House, row, type } from './house.fixture.js';

/** What the run saw, for people to look at. */
const shots = fileURLToPath(new URL('../screenshots/', import.meta.url));
let house: House;
beforeAll(async () => {
  mkdirSync(shots, { recursive: true });
  house = await House.open(['--demo']);
});
afterEach(() => house.tidy());
afterAll(() => house.close());

async function enter(path: string, scheme: 'light' | 'dark', locale: string, viewport = { width: 1440, height: 900 }): Promise<Page> {
  const page = await house.stranger('/signin', { colorScheme: scheme, locale, viewport });
  await page.locator('.demo-person').first().click();
  await page.waitForURL('**/chats');
  await page.locator('a.chat').first().waitFor();
  await page.goto(house.url + path);
  return page;
}
async function serious(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
}
/** What is still to come has come, and what moves in is in its place: colours on their way are nobody's. */
async function rested(page: Page): Promise<void> {
  await page.evaluate(() => document.fonts.ready);
  await page.waitForFunction(async () => {
    for (let frame = 0; frame < 5; frame++) await new Promise(requestAnimationFrame);
    const moving = document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().iterations !== Infinity);
    return document.querySelector('.sk') === null && moving.every(({ playState }) => playState !== 'running');
  });
}

describe('for everyone', () => {
  test('X1 items are named "sender, text, time, state"; the list is not a live region: one announcer speaks at most once a second', async () => {
    const [alice, bob] = await house.friends('지우', '민준');
    if (alice === undefined || bob === undefined) throw new Error('nobody came');
    const channelId = await alice.talksTo(bob);
    const page = await alice.opens(`/chats/${channelId}`);
    await type(page, '안녕');
    await bubble(page, '안녕').locator('.lucide-check').waitFor();
    await expect.poll(() => bubble(page, '안녕').getAttribute('aria-label')).toMatch(/^나, 안녕, .*\d+:\d\d, 안 읽은 사람 1명$/);
    expect(await page.locator('.scroll').getAttribute('aria-live')).toBeNull();
    expect(await page.locator('[aria-live]').count()).toBe(1);
    await page.evaluate(() => {
      const spoken: { text: string; at: number }[] = [];
      Object.assign(globalThis, { spoken });
      const region = document.querySelector('[aria-live]');
      if (region !== null)
        new MutationObserver(() => spoken.push({ text: region.textContent, at: performance.now() })).observe(region, {
          childList: true,
          characterData: true,
          subtree: true,
        });
    });
    await bob.writes(channelId, '하나', '둘', '셋', '넷');
    const spoken = () => page.evaluate(() => Reflect.get(globalThis, 'spoken') as { text: string; at: number }[]);
    await expect.poll(async () => (await spoken()).at(-1)?.text ?? '').toContain('넷');
    // A second apart: of four at once the first is said, and then the last, which stands for the others.
    const [first, last] = [(await spoken()).at(0), (await spoken()).at(-1)];
    const seconds = ((last?.at ?? 0) - (first?.at ?? 0)) / 1_000;
    expect((await spoken()).length).toBeLessThanOrEqual(Math.ceil(seconds) + 1);
  });

  test('X2 all works by keyboard; F6 goes round list, messages, composer; the focus returns to where it came from', async () => {
    const [alice, bob] = await house.friends('지우', '민준');
    if (alice === undefined || bob === undefined) throw new Error('nobody came');
    const channelId = await alice.talksTo(bob);
    await bob.writes(channelId, '하나', '둘', '셋');
    const page = await alice.opens('/chats');
    await row(page, channelId).focus();
    await page.keyboard.press('Enter');
    await bubble(page, '셋').waitFor();
    await expect.poll(() => focused(page)).toBe('composer');
    await page.keyboard.press('F6');
    await expect.poll(() => focused(page)).toBe('list');
    await page.keyboard.press('F6');
    await expect.poll(() => focused(page)).toBe('messages');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowUp');
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('data-sequence'))).toBe('2');
    await page.keyboard.press('F6');
    await expect.poll(() => focused(page)).toBe('composer');
    await page.keyboard.type('키보드로');
    await page.keyboard.press('Enter');
    await bubble(page, '키보드로').waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => focused(page)).toBe('composer');
    await page.getByRole('button', { name: '새 대화' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('새 대화');
  });

  test.each([
    ['light', 'ko-KR'],
    ['dark', 'en-US'],
    ['light', 'en-US'],
    ['dark', 'ko-KR'],
  ] as const)(
    'X3 axe finds nothing serious on any page or dialog: %s, %s',
    async (scheme, locale) => {
      const found: Record<string, string[]> = {};
      const door = await house.stranger('/signup', { colorScheme: scheme, locale });
      await door.locator('#name').waitFor();
      await rested(door);
      found['sign up'] = await serious(door);
      await door.screenshot({ path: `${shots}signup-${scheme}-${locale}.png` });
      const page = await enter('/chats', scheme, locale);
      for (const path of ['chats', 'friends', 'rooms', 'settings', 'search']) {
        await page.goto(`${house.url}/${path}`);
        await page.locator('.rail .dot').waitFor();
        await rested(page);
        found[path] = await serious(page);
        await page.screenshot({ path: `${shots}${path}-${scheme}-${locale}.png` });
      }
      await page.goto(`${house.url}/chats`);
      await page.locator('a.chat').nth(1).click();
      await page.locator('.msg').first().waitFor();
      await rested(page);
      found['conversation'] = await serious(page);
      await page.screenshot({ path: `${shots}conversation-${scheme}-${locale}.png` });
      await box(page).blur();
      for (const [name, key] of [
        ['switcher', 'Control+k'],
        ['shortcuts', 'Shift+?'],
        ['new chat', 'Alt+n'],
      ] as const) {
        await page.locator('.scroll').focus();
        await page.keyboard.press(key);
        await page.getByRole('dialog').waitFor();
        await rested(page);
        found[name] = await serious(page);
        await page.screenshot({ path: `${shots}${name.replace(' ', '-')}-${scheme}-${locale}.png` });
        await page.keyboard.press('Escape');
        await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
      }
      await page.goto(`${house.url}/settings`);
      await page.locator('.btn-danger').last().click();
      await page.getByRole('dialog').waitFor();
      await rested(page);
      found['delete account'] = await serious(page);
      await page.screenshot({ path: `${shots}delete-account-${scheme}-${locale}.png` });
      await page.goto(`${house.url}/chats`);
      await page.locator('a.chat').nth(1).click();
      await page.locator('button:has(.i-log-out)').click();
      await page.getByRole('alertdialog').waitFor();
      await rested(page);
      found['offer'] = await serious(page);
      await page.screenshot({ path: `${shots}offer-${scheme}-${locale}.png` });
      await page.goto(`${house.url}/join/00000000000000000000000000`);
      await page.getByRole('heading').waitFor();
      await rested(page);
      found['link that leads nowhere'] = await serious(page);
      const invited = await house.stranger('/invite/00000000000000000000000000#dana', { colorScheme: scheme, locale });
      await invited.locator('#name').waitFor();
      await rested(invited);
      found['invited'] = await serious(invited);
      await page.goto(`${house.url}/chats`);
      await page.locator('a.chat').first().waitFor();
      const answer = await page.context().request.post(`${house.url}/api/v1/auth/logout`);
      expect(answer.ok()).toBe(true);
      await page.locator('.page-one .btn').waitFor();
      await rested(page);
      found['ended'] = await serious(page);
      await page.screenshot({ path: `${shots}ended-${scheme}-${locale}.png` });
      expect(Object.fromEntries(Object.entries(found).filter(([, list]) => list.length > 0))).toEqual({});
    },
    500_000,
  );

  test('X3 targets are 24 px at least; the main states at three widths in both themes are there to be looked at', async () => {
    for (const [name, width, scheme] of [
      ['desktop', 1440, 'light'],
      ['tablet', 820, 'light'],
      ['phone', 390, 'light'],
      ['desktop-dark', 1440, 'dark'],
      ['tablet-dark', 820, 'dark'],
      ['phone-dark', 390, 'dark'],
    ] as const) {
      const page = await enter('/chats', scheme, 'ko-KR', { width, height: width === 390 ? 844 : 900 });
      await page.locator('a.chat').nth(1).waitFor();
      await rested(page);
      await page.screenshot({ path: `${shots}list-${name}.png` });
      await page.locator('a.chat').nth(1).click();
      await page.locator('.msg').first().waitFor();
      await rested(page);
      await page.screenshot({ path: `${shots}chat-${name}.png` });
      const small = await page.locator('button:visible, a:visible:not(.bubble a), input:visible').evaluateAll((all) =>
        all
          .map((one) => ({ box: one.getBoundingClientRect(), html: one.outerHTML.slice(0, 90) }))
          .filter(({ box: { width: w, height: h } }) => w > 1 && (w < 24 || h < 24))
          .map(({ html, box: { width: w, height: h } }) => `${Math.round(w)}×${Math.round(h)} ${html}`),
      );
      expect(small).toEqual([]);
      for (const path of ['friends', 'settings']) {
        await page.goto(`${house.url}/${path}`);
        await rested(page);
        await page.screenshot({ path: `${shots}${path}-${name}.png` });
      }
    }
  }, 500_000);
});
