import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { CDPSession, Page } from 'playwright-core';
import { waitUntil } from '@maru/testing';
import { box, bubbles, House } from './house.fixture.js';

let house: House;
beforeAll(async () => {
  house = await House.open();
});
afterEach(() => house.tidy());
afterAll(() => house.close());

const compose = (cdp: CDPSession, text: string) =>
  cdp.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
const commit = (cdp: CDPSession, text: string) => cdp.send('Input.insertText', { text });
/** The key that the input method keeps to itself. */
async function keptEnter(cdp: CDPSession): Promise<void> {
  const key = { key: 'Process', code: 'Enter', windowsVirtualKeyCode: 229, nativeVirtualKeyCode: 229 };
  await cdp.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...key });
  await cdp.send('Input.dispatchKeyEvent', { type: 'keyUp', ...key });
}
async function texts(page: Page): Promise<string[]> {
  return (await bubbles(page).allTextContents()).map((text) => text.trim());
}

async function open() {
  const [alice, bob] = await house.friends('alice', 'bob');
  if (alice === undefined || bob === undefined) throw new Error('nobody came');
  const channelId = await alice.talksTo(bob);
  const page = await alice.opens(`/chats/${channelId}`);
  // The page is what it will be: nothing is drawn anew under the hands of the one who types.
  await page.locator('.rail .dot').waitFor();
  await page.locator(`a.chat[data-channel="${channelId}"]`).waitFor();
  await box(page).click();
  await expect.poll(() => box(page).evaluate((element) => element === document.activeElement)).toBe(true);
  const cdp = await page.context().newCDPSession(page);
  return { alice, bob, channelId, page, cdp };
}

test('S7 Enter while a syllable is open sends all of it once, never "안녕" and then "녕"', async () => {
  const { bob, channelId, page, cdp } = await open();
  await commit(cdp, '안');
  for (const step of ['ㄴ', '녀', '녕']) await compose(cdp, step);
  await page.keyboard.press('Enter');
  await expect.poll(() => texts(page)).toEqual(['안녕']);
  await page.keyboard.press('Enter');
  await waitUntil(() => bob.client.channels.get(channelId)?.lastMessageSequence === 1);
  expect(await box(page).inputValue()).toBe('');
  for (const step of ['ㅂ', '바', '반']) await compose(cdp, step);
  await commit(cdp, '반');
  await compose(cdp, '가');
  await page.keyboard.press('Enter');
  await expect.poll(() => texts(page)).toEqual(['안녕', '반가']);
  expect(await box(page).inputValue()).toBe('');
});

test('S7 an Enter that the method keeps, and the one of its own that follows, send once', async () => {
  const { page, cdp } = await open();
  await commit(cdp, '안');
  await compose(cdp, '녕');
  await keptEnter(cdp);
  expect(await texts(page)).toEqual([]);
  await commit(cdp, '녕');
  await page.keyboard.press('Enter');
  await expect.poll(() => texts(page)).toEqual(['안녕']);
  expect(await box(page).inputValue()).toBe('');
});

test.each([
  ['Hanja', '한', '韓'],
  ['Japanese', 'にほん', '日本'],
  ['Chinese', 'ni hao', '你好'],
])('S7 a candidate of %s picked with Enter does not send', async (_language, open_, picked) => {
  const { page, cdp } = await open();
  await compose(cdp, open_);
  await keptEnter(cdp);
  await commit(cdp, picked);
  expect(await box(page).inputValue()).toBe(picked);
  expect(await texts(page)).toEqual([]);
  await page.keyboard.press('Enter');
  await expect.poll(() => texts(page)).toEqual([picked]);
});

test('S7 the switcher finds while one composes, and Enter goes there once the syllable is closed', async () => {
  const { page, cdp, alice, bob, channelId } = await open();
  await alice.opensRoom('목장 나들이', [bob]);
  await page.goto(`${house.url}/chats/${channelId}`);
  await page.locator('.rail .dot').waitFor();
  await box(page).waitFor();
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').waitFor();
  await compose(cdp, 'ㅁ');
  await commit(cdp, 'ㅁ');
  await compose(cdp, 'ㅈ');
  await expect.poll(() => page.getByRole('option').first().innerText()).toContain('목장 나들이');
  await keptEnter(cdp);
  expect(page.url()).toContain(`/chats/${channelId}`);
  await commit(cdp, 'ㅈ');
  await page.keyboard.press('Enter');
  await expect.poll(() => page.locator('.conv .title').innerText()).toBe('목장 나들이');
});

test('S7 the search finds while one composes', async () => {
  const { page, cdp, bob, channelId } = await open();
  await bob.writes(channelId, '내일 산행 어때요?', '좋아요');
  await bubbles(page).filter({ hasText: '산행' }).waitFor();
  await page.keyboard.press('Control+f');
  await page.locator('.finder input').waitFor();
  await compose(cdp, '산');
  await expect.poll(() => page.locator('.finder-hit').count()).toBe(1);
  await commit(cdp, '산');
  await expect.poll(() => page.locator('.finder-hit').count()).toBe(1);
});
