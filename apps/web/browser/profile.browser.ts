/** A name beside the username, and what an account chose on another device: both are there at once, on each page that shows them. */
import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { box, bubble, House, row } from './house.fixture.js';

let house: House;
beforeAll(async () => {
  house = await House.open();
});
afterEach(() => house.tidy());
afterAll(() => house.close());

async function talking() {
  const [alice, bob, carol] = await house.friends('alice', 'bob', 'carol');
  if (alice === undefined || bob === undefined || carol === undefined) throw new Error('nobody came');
  return { alice, bob, carol, direct: await alice.talksTo(bob), room: await alice.opensRoom('산행', [bob, carol]) };
}

describe('profile', () => {
  test('a name is given in the settings, and is shown wherever its owner is, beside the username or in its place', async () => {
    const { alice, bob, direct, room } = await talking();
    const page = await alice.opens(`/chats/${room}`);
    await bob.writes(room, '안녕하세요');
    await bob.writes(direct, '둘만의 말');
    const settings = await bob.opens('/settings');
    await settings.locator('.rail .dot').waitFor();
    await settings.locator('#display-name').fill('  김민준 ');
    await settings.getByRole('button', { name: '이름 바꾸기' }).click();
    await expect.poll(() => settings.locator('#profile .lb').innerText()).toBe('김민준');
    // On another person's page that was open all the time.
    await expect.poll(() => bubble(page, '안녕하세요').locator('.who').innerText()).toBe('김민준');
    await expect.poll(() => row(page, direct).locator('.name').innerText()).toBe('김민준');
    await expect.poll(() => row(page, room).locator('.prev').innerText()).toContain('김민준: 안녕하세요');
    await expect.poll(() => page.locator('.person', { hasText: '김민준' }).innerText()).toContain(bob.name);
    await page.keyboard.press('Control+k');
    const option = page.getByRole('option').first();
    await page.getByRole('combobox').fill('ㄱㅁㅈ');
    await expect.poll(() => option.innerText().catch(() => '')).toContain('김민준');
    await page.getByRole('combobox').fill(bob.name);
    await expect.poll(() => option.innerText().catch(() => '')).toContain('김민준');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('.conv .title').innerText()).toBe('김민준');
    await page.goto(`${house.url}/friends`);
    await expect.poll(() => page.locator('.fr', { hasText: '김민준' }).innerText()).toContain(bob.name);
    // Kept by the server, and taken back.
    await settings.reload();
    await expect.poll(() => settings.locator('#display-name').inputValue()).toBe('김민준');
    const { violations } = await new AxeBuilder({ page: settings }).include('#profile').analyze();
    expect(violations.map(({ id }) => id)).toEqual([]);
    await settings.locator('#display-name').fill('');
    await settings.getByRole('button', { name: '이름 바꾸기' }).click();
    await expect.poll(() => page.locator('.fr .nm').allInnerTexts()).toContain(bob.name);
    await expect.poll(() => page.locator('.fr', { hasText: '김민준' }).count()).toBe(0);
  });

  test('a name that is too long is refused beside its box', async () => {
    const dana = await house.person('dana');
    const page = await dana.opens('/settings');
    await page.locator('#display-name').fill('가'.repeat(41));
    await page.getByRole('button', { name: '이름 바꾸기' }).click();
    await page.locator('#profile [role="alert"]').waitFor();
    expect(await page.locator('#profile .lb').innerText()).toBe(dana.name);
  });

  test('quiet hours and a channel’s level that are chosen in one browser hold in the other at once', async () => {
    const { alice, direct } = await talking();
    const first = await alice.opens('/settings');
    const second = await alice.opens('/settings');
    const third = await alice.opens(`/chats/${direct}`);
    for (const page of [first, second, third]) await page.locator('.rail .dot').waitFor();
    const quiet = (page: typeof first) => page.locator('#notifications .hours [role="switch"]');
    await quiet(first).click();
    await expect.poll(() => quiet(second).getAttribute('aria-checked')).toBe('true');
    await second.locator('#notifications input[type="time"]').first().fill('21:30');
    await second.locator('#notifications input[type="time"]').first().blur();
    await expect.poll(() => first.locator('#notifications input[type="time"]').first().inputValue()).toBe('21:30');
    await quiet(second).click();
    await expect.poll(() => quiet(first).getAttribute('aria-checked')).toBe('false');
    await first.goto(`${house.url}/chats/${direct}`);
    await box(first).waitFor();
    const level = (page: typeof first, name: string) => page.locator('.side').getByRole('radio', { name, exact: true });
    await level(first, '나를 부를 때').click();
    await expect.poll(() => level(third, '나를 부를 때').getAttribute('aria-checked')).toBe('true');
    await level(third, '끄기').click();
    await expect.poll(() => level(first, '끄기').getAttribute('aria-checked')).toBe('true');
    await row(first, direct).locator('.name ~ .sr').first().waitFor({ state: 'attached' });
  });
});
