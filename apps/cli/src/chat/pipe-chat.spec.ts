import type { MaruClient } from '@maru/client';
import { type EmbeddedMaru, startEmbedded, waitUntil } from '@maru/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Home, somebody } from '../cli.fixture.js';

let maru: EmbeddedMaru;
let home: Home;
let bob: MaruClient;
let channelId: number;

beforeAll(async () => {
  maru = await startEmbedded({ env: { MARU_LIMITS: 'relaxed' } });
  home = await Home.make();
  bob = await somebody(maru.url, 'bob');
  await home.register(maru.url, 'dana', 'carol');
  const { out } = await home.run(['chat', '--user', 'dana'], '/code\n');
  const code = out.find((line) => line.startsWith('code\tme\t'))?.split('\t')[2] ?? '';
  await bob.request({ type: 'INVITE_REQUEST', userInviteCode: code });
}, 60_000);
afterAll(async () => {
  await bob.close();
  await home.close();
  await maru.close();
});

const chat = (...lines: string[]) => home.run(['chat', '--user', 'dana'], lines.map((line) => `${line}\n`).join(''));
const rows = (out: readonly string[], kind: string) => out.map((line) => line.split('\t')).filter(([first]) => first === kind);

describe('friends', () => {
  it('are invited, accepted and listed', async () => {
    const { code, out, errors } = await chat('/friends', '/accept bob', '/friends');
    expect([code, errors]).toEqual([0, '']);
    expect(rows(out, 'friend')[0]).toEqual(['friend', 'bob', 'PENDING', 'BY_THEM', '-']);
    expect(rows(out, 'friend').at(-1)?.slice(0, 4)).toEqual(['friend', 'bob', 'ACCEPTED', 'BY_THEM']);
  });

  it('who are refused are told, and the exit code is 1', async () => {
    const { code, out, errors } = await chat('/accept carol', '/invite nonsense');
    expect(code).toBe(1);
    expect(rows(out, 'refused').map(([, refusal, what]) => [refusal, what])).toEqual([
      ['NOT_INVITED', '/accept'],
      ['UNKNOWN_INVITE_CODE', '/invite'],
    ]);
    expect(errors).toMatch(/^maru: 2 things were refused[^\n]*\n$/);
  });
});

describe('a channel', () => {
  beforeEach(async () => {
    channelId = (await bob.request({ type: 'CREATE_REQUEST', participantUsernames: ['dana'], title: '점심 Lunch' })).channelId.id;
  });

  it('is listed with what is unread, shown page by page, and read', async () => {
    for (let index = 1; index <= 60; index++) await bob.request({ type: 'WRITE_MESSAGE', channelId, content: `${index}` });
    const { code, out } = await chat('/channels', `/open ${channelId}`, '/older', '/older', '/channels', '/wait 0.2');
    expect(code).toBe(0);
    const listed = rows(out, 'channel').filter(([, id]) => id === `${channelId}`);
    expect(listed.map((row) => [row[2], row[3], row[5]])).toEqual([
      ['GROUP', '60', '점심 Lunch'],
      ['GROUP', '0', '점심 Lunch'],
    ]);
    const sequences = rows(out, 'message').map((row) => Number(row[2]));
    expect(sequences).toEqual([
      ...Array.from({ length: 50 }, (_, index) => index + 11),
      ...Array.from({ length: 10 }, (_, index) => index + 1),
    ]);
    expect(rows(out, 'older').map((row) => row[2])).toEqual(['ALL', 'ALL']);
    await waitUntil(async () => {
      const members = await bob.members.load(channelId);
      return members.find(({ username }) => username === 'dana')?.lastReadMessageSequence === 60;
    });
  });

  it('is written to in order, and all of it is stored at the end', async () => {
    const lines = Array.from({ length: 30 }, (_, index) => `말 ${index}`);
    const { code, out } = await chat(`/open ${channelId}`, ...lines, '//slash', `/quit ${channelId}`);
    expect(code).toBe(0);
    expect(rows(out, 'message').map((row) => row[5])).toEqual([...lines, '/slash']);
    const { messages } = await bob.request({ type: 'FETCH_MESSAGES_REQUEST', channelId });
    expect(messages.map(({ content }) => content)).toEqual([...lines, '/slash']);
    expect(rows(out, 'quit').at(-1)?.slice(0, 3)).toEqual(['quit', `${channelId}`, 'dana']);
  });

  it('is heard live, with whoever types there', async () => {
    const listening = home.begin(['chat', '--user', 'dana']);
    listening.type(`/open ${channelId}`);
    await waitUntil(() => rows(listening.lines(), 'opened').length === 1);
    bob.typing(channelId);
    await waitUntil(() => rows(listening.lines(), 'typing').length > 0);
    expect(rows(listening.lines(), 'typing')[0]).toEqual(['typing', `${channelId}`, 'bob']);
    bob.send(channelId, 'two\nlines\u001b]0;owned\u0007');
    await waitUntil(() => rows(listening.lines(), 'message').length === 1);
    expect(rows(listening.lines(), 'message')[0]).toEqual([
      'message',
      `${channelId}`,
      '1',
      expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      'bob',
      'two\\nlines\\u{1b}]0;owned\\u{7}',
    ]);
    listening.input.end();
    expect(await listening.code).toBe(0);
  });

  it('is joined by its code or from the public ones, and its members are told', async () => {
    const { inviteCode } = await bob.request({ type: 'FETCH_CHANNEL_INVITE_CODE_REQUEST', channelId });
    await bob.request({ type: 'UPDATE_CHANNEL_REQUEST', channelId, public: true });
    const joining = await home.run(['chat', '--user', 'carol'], `/join ${inviteCode}\n/members\n/channel-code\nhi\n`);
    expect(joining).toMatchObject({ code: 0, errors: '' });
    expect(rows(joining.out, 'member').map((row) => row.slice(2, 4))).toEqual([
      ['bob', 'OWNER'],
      ['dana', 'MEMBER'],
      ['carol', 'MEMBER'],
    ]);
    expect(rows(joining.out, 'code')).toEqual([['code', `${channelId}`, inviteCode]]);
    const found = await home.run(['chat', '--user', 'carol'], `/public lunch\n/quit ${channelId}\n/join ${channelId}\n`);
    expect(rows(found.out, 'public').find((row) => row[1] === `${channelId}`)).toEqual([
      'public',
      `${channelId}`,
      '3',
      'JOINED',
      '점심 Lunch',
    ]);
    expect(rows(found.out, 'opened')).toHaveLength(1);
  });

  it('is searched, with all others, and says of what one wants to be told', async () => {
    bob.send(channelId, '오늘 감나무 아래에서 봐요');
    await waitUntil(() => bob.outbox.length === 0);
    const { code, out } = await chat('/search 나무', '/search nothing of the kind', `/notify mentions ${channelId}`, '/notify loud');
    expect(code).toBe(1);
    expect(rows(out, 'found')[0]).toEqual([
      'found',
      `${channelId}`,
      expect.any(String),
      expect.any(String),
      'bob',
      '오늘 감나무 아래에서 봐요',
    ]);
    expect(rows(out, 'notify')).toEqual([['notify', `${channelId}`, 'MENTIONS']]);
    expect(rows(out, 'refused')[0]?.[1]).toBe('MISSING_ARGUMENT');
  });

  it('is made for two, or for more', async () => {
    const { code, out } = await chat('/direct bob', 'hello', '/group bob Plans for May', 'first');
    expect(code).toBe(0);
    expect(rows(out, 'opened').map((row) => row[2])).toEqual(['bob', 'Plans for May']);
    expect(rows(out, 'message').map((row) => row[5])).toEqual(['hello', 'first']);
  });
});

describe('the end', () => {
  it('is 1 where a message was refused, which is told', async () => {
    const { code, out, errors } = await chat('nobody hears this', '/direct bob', 'x'.repeat(4_001));
    expect(code).toBe(1);
    expect(rows(out, 'refused')[0]?.slice(0, 3)).toEqual(['refused', 'NO_OPEN_CHANNEL', 'message']);
    expect(rows(out, 'failed')[0]?.[2]).toBe('INVALID_FIELD');
    expect(errors).toContain('2 things');
  });

  it('comes with a clear line where nobody is logged in, or nobody answers', async () => {
    const stranger = await Home.make();
    expect(await stranger.run(['chat'])).toMatchObject({ code: 1, errors: expect.stringContaining('nobody is logged in') });
    const other = await startEmbedded();
    await stranger.register(other.url, 'zoe');
    await other.close();
    const { code, out, errors } = await stranger.run(['chat', '--patience', '0.5'], 'hi\n');
    expect([code, out[0]]).toEqual([1, expect.stringMatching(/^offline\t\d+\tMaru cannot be reached/)]);
    expect(errors).toMatch(/^maru: not connected for 0\.5 s: Maru cannot be reached/);
    await stranger.close();
  }, 60_000);

  it('waits for a server that comes back, and then all is there', async () => {
    const other = await startEmbedded();
    const elsewhere = await Home.make();
    await elsewhere.register(other.url, 'yuri');
    const friend = await somebody(other.url, 'xena');
    const talking = elsewhere.begin(['chat']);
    talking.type('/code');
    await waitUntil(() => rows(talking.lines(), 'code').length === 1);
    await friend.request({ type: 'INVITE_REQUEST', userInviteCode: rows(talking.lines(), 'code')[0]?.[2] ?? '' });
    await waitUntil(() => rows(talking.lines(), 'friend').length === 1);
    talking.type('/accept xena', '/direct xena');
    await waitUntil(() => rows(talking.lines(), 'opened').length === 1);
    await other.kill();
    await waitUntil(() => rows(talking.lines(), 'offline').length > 0);
    talking.type('are you back?');
    talking.input.end();
    await other.start();
    expect(await talking.code).toBe(0);
    expect(rows(talking.lines(), 'message').map((row) => row[5])).toEqual(['are you back?']);
    await friend.close();
    await other.close();
    await elsewhere.close();
  }, 60_000);
});
