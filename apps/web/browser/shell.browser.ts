import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { box, bubble, House, PASSWORD, type } from './house.fixture.js';

let house: House;
beforeAll(async () => {
  house = await House.open(['--demo']);
});
afterEach(() => house.tidy());
afterAll(() => house.close());

async function talking() {
  const [alice, bob] = await house.friends('alice', 'bob');
  if (alice === undefined || bob === undefined) throw new Error('nobody came');
  const channelId = await alice.opensRoom('주말 산행', [bob]);
  await bob.writes(channelId, '안녕하세요');
  return { alice, bob, channelId };
}
const seen = async (page: Page, selector: string) => page.locator(selector).first().isVisible();
const overflows = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth > innerWidth + 1);

describe('shell', () => {
  test('V1 from 1,275 px three panes, from 925 two, to 600 one with back; the composer stays above the phone’s keyboard', async () => {
    const { alice, channelId } = await talking();
    const page = await alice.opens(`/chats/${channelId}`);
    await page.locator('.side').waitFor();
    expect(await seen(page, '.list')).toBe(true);
    await page.setViewportSize({ width: 1000, height: 800 });
    await expect.poll(() => page.locator('.side').count()).toBe(0);
    await expect.poll(async () => [await seen(page, '.list'), await seen(page, '.conv')]).toEqual([true, true]);
    await page.setViewportSize({ width: 390, height: 844 });
    await expect.poll(() => seen(page, '.list')).toBe(false);
    expect(await overflows(page)).toBe(false);
    await page.setViewportSize({ width: 390, height: 500 });
    await expect.poll(() => box(page).evaluate((element) => element.getBoundingClientRect().bottom <= innerHeight)).toBe(true);
    await page.getByRole('link', { name: '목록으로' }).click();
    await expect.poll(() => seen(page, '.list')).toBe(true);
    expect(await seen(page, '.conv')).toBe(false);
    expect(await seen(page, '.tabs')).toBe(true);
  });

  test('V2 light, dark and system without a flash; reduced motion; 200 % zoom; right to left', async () => {
    const { alice, channelId } = await talking();
    const page = await alice.opens(`/chats/${channelId}`, { colorScheme: 'dark' });
    await bubble(page, '안녕하세요').waitFor();
    const theme = () => page.evaluate(() => document.documentElement.dataset['theme']);
    await expect.poll(theme).toBe('dark');
    await page.getByRole('button', { name: '밝게 보기' }).click();
    await expect.poll(theme).toBe('light');
    await page.context().addInitScript(() => {
      new MutationObserver(() => {
        if (document.body !== null && !('first' in globalThis))
          Object.assign(globalThis, { first: document.documentElement.dataset['theme'] });
      }).observe(document, { childList: true, subtree: true });
    });
    await page.reload();
    await bubble(page, '안녕하세요').waitFor();
    expect(await page.evaluate(() => Reflect.get(globalThis, 'first') as string)).toBe('light');
    await page.emulateMedia({ reducedMotion: 'reduce' });
    expect(await page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue('--shift-bubble'))).toBe('0px');
    await page.setViewportSize({ width: 720, height: 450 });
    await expect.poll(() => overflows(page)).toBe(false);
    expect(await box(page).isVisible()).toBe(true);
    await page.setViewportSize({ width: 320, height: 600 });
    await expect.poll(() => overflows(page)).toBe(false);
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.evaluate(() => (document.documentElement.dir = 'rtl'));
    await expect.poll(() => overflows(page)).toBe(false);
    await expect.poll(() => page.locator('.rail').evaluate((element) => element.getBoundingClientRect().right === innerWidth)).toBe(true);
  });

  test('V3 both languages, chosen at once and kept; dates by Intl', async () => {
    const { alice, channelId } = await talking();
    const page = await alice.opens('/settings');
    await page.getByLabel('화면 언어').selectOption('en');
    await page.getByRole('heading', { name: 'Appearance' }).waitFor();
    await expect.poll(() => page.evaluate(() => document.documentElement.lang)).toBe('en');
    await page.goto(`${house.url}/chats/${channelId}`);
    await bubble(page, '안녕하세요').waitFor();
    await expect.poll(() => page.locator('.day').first().innerText()).toBe('Today');
    await expect.poll(() => page.locator('.msg time').first().innerText()).toMatch(/^\d+:\d\d\s?[AP]M$/);
  });

  test('V4 no friends: one action, my code, its QR code, copy the link', async () => {
    const dana = await house.person('dana');
    const page = await dana.opens('/chats');
    await page.getByRole('heading', { name: '첫 친구를 불러 보세요' }).waitFor();
    await page.locator('.sheet').getByRole('link', { name: '친구 초대하기' }).click();
    await page.getByRole('img', { name: '초대 링크의 QR 코드' }).waitFor();
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.getByRole('button', { name: '링크 복사' }).click();
    await page.getByText('링크를 복사했어요').first().waitFor();
    const { inviteCode } = await dana.client.request({ type: 'FETCH_USER_INVITE_CODE_REQUEST' });
    expect(await page.evaluate(() => navigator.clipboard.readText())).toContain(`/invite/${inviteCode}`);
  });

  test('V5 an invite link opens without an account, the invitation is sent by itself, waits, and turns into the conversation', async () => {
    const host = await house.person('지우');
    const { inviteCode } = await host.client.request({ type: 'FETCH_USER_INVITE_CODE_REQUEST' });
    const hosting = await host.opens('/chats');
    const page = await house.stranger(`/invite/${inviteCode}#${encodeURIComponent(host.name)}`);
    await page.getByRole('heading', { name: new RegExp(`^${host.name}[이가] 마루에 초대했어요`) }).waitFor();
    const name = `서연${Date.now() % 100_000}`;
    // First message in three steps: sign up, accepted, send.
    await page.locator('#name').fill(name);
    await page.locator('#password').fill(PASSWORD);
    await page.getByRole('button', { name: '가입하고 대화 시작하기' }).click();
    await page.getByRole('heading', { name: new RegExp(`^${host.name}[을를] 기다리고 있어요`) }).waitFor();
    await hosting.getByRole('button', { name: '수락' }).click();
    await page.waitForURL('**/chats/*');
    await type(page, '초대 고마워요');
    await bubble(hosting, '초대 고마워요').waitFor();
    expect(new URL(hosting.url()).pathname).toBe(new URL(page.url()).pathname);
  });

  test('V5 a room’s link joins it', async () => {
    const { alice, channelId } = await talking();
    const { inviteCode } = await alice.client.request({ type: 'FETCH_CHANNEL_INVITE_CODE_REQUEST', channelId });
    const dana = await house.person('dana');
    const page = await dana.opens(`/join/${inviteCode}`);
    await page.waitForURL(`**/chats/${channelId}`);
    await bubble(page, '안녕하세요').waitFor();
    const lost = await dana.opens('/join/00000000000000000000000000');
    await lost.getByRole('heading', { name: '쓸 수 없는 초대 코드예요' }).waitFor();
    expect(await lost.getByRole('link').count()).toBe(1);
  });

  test('public rooms are made, found by a part of their name, and entered', async () => {
    const [alice, bob] = await house.friends('alice', 'bob');
    if (alice === undefined || bob === undefined) throw new Error('nobody came');
    const title = `달빛 산책 ${Date.now()}`;
    const making = await alice.opens('/rooms');
    await making.getByRole('button', { name: '방 만들기' }).click();
    const dialog = making.getByRole('dialog');
    await dialog.getByRole('checkbox', { name: bob.name }).click();
    await dialog.getByRole('checkbox', { name: '방으로 만들기' }).check();
    await dialog.locator('#room-title').fill(title);
    await dialog.getByRole('switch', { name: '공개 방' }).click();
    await dialog.getByRole('button', { name: '방 만들기' }).click();
    await making.waitForURL('**/chats/*');
    await type(making, '어서 오세요');
    const dana = await house.person('dana');
    const page = await dana.opens('/rooms');
    await page.getByRole('searchbox', { name: '방 이름으로 찾기' }).fill(title.slice(0, -1));
    await page.getByRole('button', { name: `${title} 들어가기` }).click();
    await page.waitForURL(`**${new URL(making.url()).pathname}`);
    await bubble(page, '어서 오세요').waitFor();
    await type(page, '안녕하세요, 처음이에요');
    await bubble(making, '안녕하세요, 처음이에요').waitFor();
    await page.goto(`${house.url}/rooms`);
    await page.getByRole('button', { name: `${title} 열기` }).waitFor();
    await page.getByRole('searchbox', { name: '방 이름으로 찾기' }).fill(`${title} 없음`);
    await page.getByText('이런 이름의 공개 방이 없어요').waitFor();
    expect(await page.getByRole('button', { name: '열기' }).count()).toBe(0);
  });

  test('V6 skeletons, not spinners; an error is inline with a retry, never a blank pane', async () => {
    const { alice, channelId } = await talking();
    const page = await alice.opens('/settings');
    await page.locator('#devices .opt-row').first().waitFor();
    await page.route('**/api/v1/auth/sessions', (route) => route.abort());
    await page.reload();
    await page.getByText('기기를 불러오지 못했어요').waitFor();
    await page.unroute('**/api/v1/auth/sessions');
    await page.locator('#devices').getByRole('button', { name: '다시 시도' }).click();
    await page.getByText('이 기기', { exact: true }).waitFor();
    await page.route('**/api/v1/auth/ticket', () => undefined);
    await page
      .context()
      .addInitScript(() => indexedDB.databases().then((all) => all.forEach(({ name }) => indexedDB.deleteDatabase(name ?? ''))));
    await page.goto(`${house.url}/chats/${channelId}`);
    await page.locator('.list .sk').first().waitFor();
    expect(await page.locator('.conv').count()).toBe(1);
  });

  test('the demo offers one-click sign-in as alice, bob or carol', async () => {
    const page = await house.stranger('/');
    await page.getByRole('button', { name: 'carol' }).click();
    await page.locator('a.chat').nth(1).waitFor();
    await page.locator('a.chat').nth(1).click();
    await page.locator('.msg').first().waitFor();
    await expect.poll(() => page.locator('a.chat').count()).toBe(2);
  });

  test('settings: password, devices, sign out and the end of an account', async () => {
    const dana = await house.person('dana');
    const page = await dana.opens('/settings');
    await page.locator('#password-before').fill(PASSWORD);
    await page.locator('#password-after').fill('짧다');
    await page.getByRole('button', { name: '비밀번호 바꾸기' }).click();
    await page.getByText('8자 이상이어야 해요').waitFor();
    await page.locator('#password-after').fill(`${PASSWORD} new`);
    await page.getByRole('button', { name: '비밀번호 바꾸기' }).click();
    await page.getByText('비밀번호를 바꿨어요').first().waitFor();
    await page.locator('#account').getByRole('button', { name: '계정 삭제' }).click();
    await page.locator('#password-delete').fill(`${PASSWORD} new`);
    await page.getByRole('button', { name: '영원히 삭제' }).click();
    await page.waitForURL('**/signup');
    expect(await page.evaluate(() => localStorage.getItem('maru.username'))).toBeNull();
  });

  test('the first load is at most 200 KB of compressed script and style', async () => {
    const page = await house.stranger('/signin');
    await page.locator('#name').waitFor();
    const loaded = await page.evaluate(() =>
      performance
        .getEntriesByType('resource')
        .map(({ name }) => new URL(name).pathname)
        .filter((path) => /\.(js|css)$/.test(path) && path !== '/sw.js'),
    );
    const bytes = [...new Set(loaded)].map(
      (path) => gzipSync(readFileSync(new URL(`../dist${path}`, import.meta.url)), { level: 9 }).length,
    );
    expect(bytes.reduce((sum, one) => sum + one, 0)).toBeLessThan(200 * 1024);
    expect(bytes.length).toBeGreaterThan(2);
  });
});
