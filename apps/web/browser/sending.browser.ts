import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { waitUntil } from '@maru/testing';
import { box, bubble, bubbles, House, row, type } from './house.fixture.js';
import { mood } from './socket-mood.fixture.js';

let house: House;
beforeAll(async () => {
  house = await House.open();
});
afterEach(() => house.tidy());
afterAll(() => house.close());

async function twoTalking() {
  const [alice, bob] = await house.friends('alice', 'bob');
  if (alice === undefined || bob === undefined) throw new Error('nobody came');
  const channelId = await alice.talksTo(bob);
  return { alice, bob, channelId };
}

describe('sending', () => {
  test('S1 Enter: the bubble is there within six frames (100 ms), the box is empty and focused, before any answer; Shift+Enter breaks the line', async () => {
    const { alice, channelId } = await twoTalking();
    const page = await alice.opens(`/chats/${channelId}`);
    await box(page).waitFor();
    await page.waitForSelector('.av .dot');
    await box(page).pressSequentially('첫 줄');
    await box(page).press('Shift+Enter');
    await box(page).pressSequentially('둘째 줄');
    expect(await box(page).inputValue()).toBe('첫 줄\n둘째 줄');
    await mood(page, 'mute');
    // In frames, of which there are sixty a second where a machine has nothing else to do.
    const frames = await page.evaluate(async () => {
      const area = document.querySelector<HTMLTextAreaElement>('textarea.ta');
      area?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
      let count = 0;
      for (; document.querySelector('.msg.own .lucide-clock') === null; count++) await new Promise(requestAnimationFrame);
      return count;
    });
    expect(frames).toBeLessThanOrEqual(6);
    expect(await box(page).inputValue()).toBe('');
    expect(await box(page).evaluate((element) => element === document.activeElement)).toBe(true);
  });

  test('S1 on touch keyboards Enter breaks the line, and the button sends', async () => {
    const { alice, channelId } = await twoTalking();
    const page = await alice.opens(`/chats/${channelId}`, { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
    await box(page).tap();
    await box(page).pressSequentially('하나');
    await box(page).press('Enter');
    await box(page).pressSequentially('둘');
    expect(await bubbles(page).count()).toBe(0);
    await page.getByRole('button', { name: '보내기' }).tap();
    await bubble(page, '둘').waitFor();
    expect(await bubbles(page).count()).toBe(1);
  });

  test('S2 clock, then ✓, then the number of those who have not read it, which falls as they read', async () => {
    const [alice, bob, carol] = await house.friends('alice', 'bob', 'carol');
    if (alice === undefined || bob === undefined || carol === undefined) throw new Error('nobody came');
    const channelId = await alice.opensRoom('산행', [bob, carol]);
    const page = await alice.opens(`/chats/${channelId}`);
    await box(page).waitFor();
    await type(page, '몇 시에 볼까요?');
    const mine = bubble(page, '몇 시에 볼까요?');
    await mine.locator('.lucide-check').waitFor();
    expect(await mine.locator('.lucide-clock').count()).toBe(0);
    await mine.locator('.left', { hasText: '2' }).waitFor();
    await bob.reads(channelId, 1);
    await mine.locator('.left', { hasText: '1' }).waitFor();
    await carol.reads(channelId, 1);
    await waitUntil(async () => (await mine.locator('.left').count()) === 0, { what: 'a number that is gone' });
  });

  test('S3 ack, echo and resume of one message are one bubble in one place', async () => {
    const { alice, bob, channelId } = await twoTalking();
    const page = await alice.opens(`/chats/${channelId}`);
    await box(page).waitFor();
    await page.waitForSelector('.rail .dot');
    // The server hears it, and we never hear the server: the socket dies between the send and the ack.
    await mood(page, 'cut');
    await type(page, '한 번만');
    await bubble(page, '한 번만').locator('.lucide-check').waitFor();
    await page.reload();
    await bubble(page, '한 번만').waitFor();
    expect(await bubble(page, '한 번만').count()).toBe(1);
    await waitUntil(() => bob.client.channels.get(channelId)?.lastMessageSequence === 1);
    await bob.client.timeline(channelId).loadLatest();
    expect(bob.client.timeline(channelId).entries).toHaveLength(1);
  });

  test('S4 offline: queued in order, survives a reload, sent once and in order afterwards', async () => {
    const { alice, bob, channelId } = await twoTalking();
    const page = await alice.opens(`/chats/${channelId}`);
    await page.waitForSelector('.rail .dot');
    await page.evaluate(() => navigator.serviceWorker.ready);
    await page.waitForFunction(async () => (await caches.keys()).length === 2);
    await page.reload();
    await page.waitForSelector('.rail .dot');
    await page.waitForFunction(async () => (await (await caches.open('maru-assets-1')).keys()).length > 3);
    await page.context().setOffline(true);
    for (const text of ['하나', '둘', '셋']) await type(page, text);
    await expect.poll(() => page.locator('.msg .lucide-clock').count()).toBe(3);
    await page.waitForFunction(async () => {
      const kept = await Promise.all(
        (await indexedDB.databases())
          .filter(({ name = '' }) => name.startsWith('maru-outbox-'))
          .map(
            ({ name = '' }) =>
              new Promise<number>((resolve) => {
                const opening = indexedDB.open(name);
                opening.addEventListener('success', () => {
                  const counting = opening.result.transaction('outbox').objectStore('outbox').count();
                  counting.addEventListener('success', () => {
                    opening.result.close();
                    resolve(counting.result);
                  });
                });
              }),
          ),
      );
      return kept.includes(3);
    });
    await page.reload();
    await box(page).waitFor();
    await expect
      .poll(() =>
        bubbles(page)
          .allTextContents()
          .then((texts) => texts.map((text) => text.trim())),
      )
      .toEqual(['하나', '둘', '셋']);
    await type(page, '넷');
    await page.context().setOffline(false);
    await waitUntil(() => bob.client.channels.get(channelId)?.lastMessageSequence === 4, { timeoutMs: 90_000, what: 'four messages' });
    await bob.client.timeline(channelId).loadLatest();
    expect(bob.client.timeline(channelId).entries.map(({ content }) => content)).toEqual(['하나', '둘', '셋', '넷']);
  });

  test('S4 of two tabs each sends what was written in it; what one leaves is sent by the other, once', async () => {
    const { alice, bob, channelId } = await twoTalking();
    const first = await alice.opens(`/chats/${channelId}`);
    await first.waitForSelector('.rail .dot');
    const second = await first.context().newPage();
    await second.goto(`${house.url}/chats/${channelId}`);
    await second.waitForSelector('.rail .dot');
    for (const page of [first, second]) await mood(page, 'dead');
    for (const text of ['첫째 탭', '첫째 탭에서 또']) await type(first, text);
    await expect.poll(() => first.locator('.msg .lucide-clock').count()).toBe(2);
    await type(second, '둘째 탭');
    await bubble(second, '둘째 탭').locator('.lucide-clock').waitFor();
    expect(await bubbles(second).count()).toBe(1);
    await first.close();
    await expect.poll(() => second.locator('.msg .lucide-clock').count()).toBe(3);
    await mood(second, 'well');
    await second.evaluate(() => dispatchEvent(new Event('online')));
    await waitUntil(() => bob.client.channels.get(channelId)?.lastMessageSequence === 3, { timeoutMs: 90_000, what: 'three messages' });
    await expect.poll(() => second.locator('.msg .lucide-clock').count()).toBe(0);
    expect(await bubbles(second).count()).toBe(3);
    await bob.client.timeline(channelId).loadLatest();
    expect(bob.client.timeline(channelId).entries.map(({ content }) => content)).toEqual(['첫째 탭', '첫째 탭에서 또', '둘째 탭']);
    await second.reload();
    await bubble(second, '둘째 탭').waitFor();
    expect(await bubbles(second).count()).toBe(3);
  });

  test('S5 failed: a red mark, "Retry" and "Delete"; the text is never lost', async () => {
    const { alice, bob, channelId } = await twoTalking();
    const page = await alice.opens(`/chats/${channelId}`);
    await page.waitForSelector('.rail .dot');
    await mood(page, 'astray');
    await type(page, '못 가는 말');
    const failed = page.locator('.msg.failed');
    await failed.waitFor();
    expect(await failed.locator('.bubble').innerText()).toContain('못 가는 말');
    await row(page, channelId).locator('.tag.fail').waitFor();
    await page.reload();
    await failed.waitFor();
    await failed.getByRole('button', { name: '다시 보내기' }).click();
    await bubble(page, '못 가는 말').locator('.lucide-check').waitFor();
    await waitUntil(() => bob.client.channels.get(channelId)?.lastMessageSequence === 1);
    expect(await failed.count()).toBe(0);
  });

  test('S6 the destination is fixed with the text at the key press', async () => {
    const [alice, bob, carol] = await house.friends('alice', 'bob', 'carol');
    if (alice === undefined || bob === undefined || carol === undefined) throw new Error('nobody came');
    const toBob = await alice.talksTo(bob);
    const toCarol = await alice.talksTo(carol);
    const page = await alice.opens(`/chats/${toBob}`);
    await box(page).fill('밥에게');
    await row(page, toCarol).click();
    await page.waitForURL(`**/chats/${toCarol}`);
    await box(page).waitFor();
    await type(page, '캐럴에게');
    await waitUntil(() => carol.client.channels.get(toCarol)?.lastMessage?.content === '캐럴에게');
    expect(bob.client.channels.get(toBob)?.lastMessageSequence).toBe(0);
    await row(page, toBob).click();
    await expect.poll(() => box(page).inputValue()).toBe('밥에게');
  });

  test('S8 a draft per channel survives switching and reloading; the list shows "Draft"', async () => {
    const [alice, bob, carol] = await house.friends('alice', 'bob', 'carol');
    if (alice === undefined || bob === undefined || carol === undefined) throw new Error('nobody came');
    const toBob = await alice.talksTo(bob);
    const toCarol = await alice.talksTo(carol);
    const page = await alice.opens(`/chats/${toBob}`);
    await box(page).fill('내일 저녁에 혹시');
    await row(page, toCarol).click();
    await row(page, toBob).locator('.tag.draft').waitFor();
    expect(await row(page, toBob).locator('.prev').innerText()).toContain('내일 저녁에 혹시');
    await page.reload();
    await row(page, toBob).locator('.tag.draft').waitFor();
    await row(page, toBob).click();
    await expect.poll(() => box(page).inputValue()).toBe('내일 저녁에 혹시');
    await box(page).press('Enter');
    await bubble(page, '내일 저녁에 혹시').waitFor();
    await row(page, toCarol).click();
    await expect.poll(() => row(page, toBob).locator('.tag.draft').count()).toBe(0);
  });
});
