/** What was promised is kept when the process is killed and started again: sessions, places, codes, and what was done once. And how it goes. */
import { type EmbeddedMaru, startEmbedded } from '@maru/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { call } from './http.fixture.js';
import { logIn, Person } from './person.fixture.js';

let maru: EmbeddedMaru;
beforeAll(async () => {
  maru = await startEmbedded({ env: { MARU_LIMITS: 'relaxed' } });
});
afterAll(() => maru.close());

it.each<[string, NodeJS.Signals]>([
  ['stopped', 'SIGTERM'],
  ['killed', 'SIGKILL'],
])('by one that was %s', { timeout: 60_000 }, async (_how, signal) => {
  const [ann, ben, gone] = await Promise.all([Person.arrive(maru), Person.arrive(maru), Person.register(maru)]);
  await ann.befriend(ben);
  const create = { type: 'CREATE_REQUEST', title: 'x', participantUsernames: [ben.name], requestId: `create ${signal}` };
  const created = await ann.line.ask(create);
  const channelId = (created.channelId as { id: number }).id;
  const write = { type: 'WRITE_MESSAGE', channelId, content: 'once', clientMessageId: 'once' };
  const ack = await ann.line.ask(write);
  const { inviteCode } = await ann.line.ask({ type: 'FETCH_CHANNEL_INVITE_CODE_REQUEST', channelId });
  const userInviteCode = await ann.inviteCode();
  await ann.line.ask({ type: 'ENTER_REQUEST', channelId });
  await ben.line.repliesTo({ type: 'READ_MESSAGE_ACK', channelId, messageSequence: 1 });
  await gone.call('POST', '/logout');

  await maru.kill(signal);
  await maru.start();

  const line = await ann.open();
  expect((await ann.call('GET', '/me', { cookie: undefined, bearer: ann.session.accessToken })).status).toBe(200);
  expect((await call(maru.url, 'POST', '/refresh', { body: { refreshToken: ann.session.refreshToken } })).status).toBe(200);
  expect((await gone.call('GET', '/me')).status).toBe(401);
  expect(await logIn(maru.url, gone.name)).toMatchObject({ username: gone.name });
  expect(await line.ask(write)).toEqual(ack);
  expect(await line.ask(create)).toEqual(created);
  expect(await line.outcomeOf({ ...write, content: 'twice' })).toBe('IDEMPOTENCY_CONFLICT');
  expect(await line.ask({ type: 'WRITE_MESSAGE', content: 'in the active channel' })).toMatchObject({
    channelId: { id: channelId },
    messageSequence: 2,
  });
  expect(await line.ask({ type: 'FETCH_CHANNEL_INVITE_CODE_REQUEST', channelId })).toMatchObject({ inviteCode });
  expect(await line.ask({ type: 'FETCH_USER_INVITE_CODE_REQUEST' })).toMatchObject({ inviteCode: userInviteCode });
  const bens = await ben.open();
  const { channels } = await bens.ask({ type: 'FETCH_CHANNELS_REQUEST' });
  expect(channels).toContainEqual(
    expect.objectContaining({ channelId: { id: channelId }, lastReadMessageSequence: 1, unreadCount: 1, lastMessageSequence: 2 }),
  );
  await Promise.all([line.close(), bens.close()]);
});

it('a drain is announced, acks still come, and the close is 4000', { timeout: 30_000 }, async () => {
  const draining = await startEmbedded({ env: { MARU_LIMITS: 'relaxed' } });
  const [dan, eve] = [await Person.arrive(draining), await Person.arrive(draining)];
  await dan.befriend(eve);
  const id = await dan.createDirect(eve);
  const plain = await dan.open({ dialect: 'plain' });
  await dan.line.repliesTo(
    ...Array.from({ length: 20 }, (_, index) => ({ type: 'WRITE_MESSAGE', channelId: id, content: `drained ${index}` })),
  );
  const stopped = draining.stop();
  const going = await dan.line.hears('GOING_AWAY');
  expect(going).toEqual({ type: 'GOING_AWAY', reconnectInMs: expect.any(Number) });
  for (const line of [dan.line, eve.line, plain]) expect(await line.closed).toMatchObject({ code: 4000 });
  expect(plain.untaken()).toEqual([]);
  expect(plain.wrong).toEqual([]);
  expect(await stopped).toEqual({ code: 0, signal: null });
  await draining.close();
});
