import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { box, bubble, focused, fromEnd, House, row } from './house.fixture.js';
import { mood } from './socket-mood.fixture.js';

let house: House;
beforeAll(async () => {
  house = await House.open();
});
afterEach(() => house.tidy());
afterAll(() => house.close());

async function threeRooms() {
  const [alice, bob] = await house.friends('alice', '민준');
  if (alice === undefined || bob === undefined) throw new Error('nobody came');
  const direct = await alice.talksTo(bob);
  const rooms: number[] = [];
  for (const title of ['목장 나들이', '이달의 문장', '주말 산행']) rooms.push(await alice.opensRoom(title, [bob]));
  for (const id of [direct, ...rooms]) await alice.writes(id, '안녕');
  return { alice, bob, direct, rooms };
}

describe('getting about', () => {
  test('F1 Ctrl+K: recent first, initial consonants match, arrows and Enter, Esc returns the focus', async () => {
    const { alice, direct } = await threeRooms();
    const page = await alice.opens(`/chats/${direct}`);
    await box(page).focus();
    await page.keyboard.press('Control+k');
    const options = page.getByRole('option');
    await expect
      .poll(() =>
        options
          .first()
          .innerText()
          .catch(() => ''),
      )
      .toContain('주말 산행');
    await page.keyboard.press('Escape');
    await expect.poll(() => focused(page)).toBe('composer');
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').fill('ㅁㅈ');
    await expect
      .poll(async () => (await options.allInnerTexts()).slice(0, 3).map((text) => text.replaceAll(/\s+/g, ' ')))
      .toEqual([expect.stringContaining('이달의 문장'), expect.stringContaining('목장 나들이'), expect.stringContaining('민준')]);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('.conv .title').innerText()).toBe('목장 나들이');
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
  });

  test('F2 one registry of shortcuts, shown by ?; Alt+↑/↓ changes the channel, Alt+Shift+↑/↓ the unread one', async () => {
    const { alice, bob, direct, rooms } = await threeRooms();
    const page = await alice.opens(`/chats/${rooms[2]}`);
    await bubble(page, '안녕').waitFor();
    for (const id of [direct, ...rooms]) await row(page, id).waitFor();
    await page.keyboard.press('Alt+ArrowDown');
    await page.waitForURL(`**/chats/${rooms[1]}`);
    await page.keyboard.press('Alt+ArrowUp');
    await page.waitForURL(`**/chats/${rooms[2]}`);
    await bob.writes(direct, '읽어 줘');
    await row(page, direct).locator('.badge').last().waitFor();
    await page.keyboard.press('Alt+Shift+ArrowDown');
    await page.waitForURL(`**/chats/${direct}`);
    await page.locator('.scroll').focus();
    await page.keyboard.press('?');
    await page.getByRole('dialog').getByText('안 읽은 대화로').waitFor();
    expect(await page.getByRole('dialog').locator('.k').count()).toBeGreaterThan(9);
  });

  test('F3 search in this channel and in all; a hit is jumped to', async () => {
    const { alice, bob, direct, rooms } = await threeRooms();
    await bob.writes(direct, '감나무 아래에서 봐요', ...Array.from({ length: 120 }, (_, n) => `그냥 ${n}`));
    await bob.writes(rooms[0] ?? 0, '감나무가 예뻐요');
    await alice.reads(direct, 122);
    const page = await alice.opens(`/chats/${direct}`);
    await bubble(page, '그냥 119').waitFor();
    await page.keyboard.press('Control+f');
    await page.locator('.finder input').fill('감나무');
    await expect.poll(() => page.locator('.finder-hit').count()).toBe(1);
    await page.locator('.finder-hit').first().click();
    await page.locator('.msg[data-sequence="2"] .bubble').waitFor();
    await page.waitForURL(`**/chats/${direct}/m/2`);
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').fill('감나무');
    await page.keyboard.press('Control+Enter');
    await page.waitForURL('**/search?q=*');
    await expect.poll(() => page.locator('.found').count()).toBe(2);
    await page.locator('.found', { hasText: '예뻐요' }).click();
    await page.waitForURL(`**/chats/${rooms[0]}/m/2`);
    await bubble(page, '감나무가 예뻐요').waitFor();
  });

  test('F3 what is far back is looked for further; without a network, in what is here', async () => {
    const { alice, bob, direct } = await threeRooms();
    await bob.writes(direct, ...Array.from({ length: 30 }, (_, n) => `감나무 ${n}`));
    await alice.reads(direct, 31);
    const page = await alice.opens(`/search?q=${encodeURIComponent('감나무')}`);
    const found = page.locator('.found');
    await expect.poll(() => found.count()).toBe(20);
    await page.getByRole('button', { name: '더 이전에서 찾기' }).click();
    await expect.poll(() => found.count()).toBe(30);
    await expect.poll(() => page.getByRole('button', { name: '더 이전에서 찾기' }).count()).toBe(0);
    await page.locator('input[type="search"]').fill('감나무 2');
    await expect.poll(() => found.count()).toBe(11);
    await page.goto(`${house.url}/chats/${direct}`);
    await bubble(page, '감나무 29').waitFor();
    await mood(page, 'dead');
    await page.keyboard.press('Control+f');
    await page.locator('.finder input').fill('감나무 29');
    await expect.poll(() => page.locator('.finder-hit').count()).toBe(1);
  });

  test('F4 every channel and message has a URL; back, forward and reload keep the place', async () => {
    const { alice, bob, direct, rooms } = await threeRooms();
    await bob.writes(direct, ...Array.from({ length: 90 }, (_, n) => `말 ${n}`));
    await alice.reads(direct, 91);
    const page = await alice.opens(`/chats/${direct}/m/20`);
    const wanted = page.locator('.msg[data-sequence="20"]');
    await wanted.waitFor();
    await page.reload();
    await wanted.waitFor();
    await row(page, rooms[0] ?? 0).click();
    await page.waitForURL(`**/chats/${rooms[0]}`);
    await page.goBack();
    await wanted.waitFor();
    await page.waitForURL(`**/chats/${direct}/m/20`);
    await page.goForward();
    await page.waitForURL(`**/chats/${rooms[0]}`);
    await expect.poll(() => fromEnd(page)).toBeLessThan(2);
  });
});
