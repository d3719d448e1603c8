import type { ServerFrame } from '@maru/contracts';
import { beforeEach, describe, expect, expectTypeOf, test } from 'vitest';
import { ended } from '../maru-error.js';
import { HeldClock, settled } from '../testing/held-clock.js';
import { patient } from './patience.js';
import { Requests } from './requests.js';

let clock: HeldClock;
let requests: Requests;
let sent: { type: string; requestId: string }[];

function open(): void {
  requests.opened((text) => sent.push(JSON.parse(text)));
  requests.flush();
}
const types = () => sent.map(({ type }) => type);
const idOf = (type: string) => sent.findLast((frame) => frame.type === type)?.requestId ?? 'none';
const answer = (frame: object) => requests.hear(frame as ServerFrame);
const refuse = (type: string, more: object) =>
  answer({ type: 'ERROR', messageType: type, message: 'no', retryable: false, requestId: idOf(type), ...more });

beforeEach(() => {
  clock = new HeldClock();
  requests = new Requests(clock, 15_000);
  sent = [];
});

describe('an answer', () => {
  test('comes to the one who asked, typed by what was asked', async () => {
    open();
    const friends = requests.ask({ type: 'FETCH_CONNECTIONS_REQUEST', status: 'ACCEPTED' });
    const rejected = requests.ask({ type: 'FETCH_CONNECTIONS_REQUEST', status: 'REJECTED' });
    expect(sent).toMatchObject([{ status: 'ACCEPTED' }, { status: 'REJECTED' }]);
    for (const { requestId } of sent.toReversed())
      expect(answer({ type: 'FETCH_CONNECTIONS_RESPONSE', connections: [{ username: requestId }], requestId })).toBe(true);
    expect([await friends, await rejected]).toMatchObject(sent.map(({ requestId }) => ({ connections: [{ username: requestId }] })));
    expectTypeOf((await friends).connections[0]?.inviter).toEqualTypeOf<string | undefined>();
  });

  test('may be an error, with all that it says', async () => {
    open();
    const joining = requests.ask({ type: 'JOIN_REQUEST', inviteCode: 'x' });
    refuse('JOIN_REQUEST', { code: 'RATE_LIMITED', retryable: true, retryAfterMs: 70 });
    await expect(joining).rejects.toMatchObject({ code: 'RATE_LIMITED', retryable: true, retryAfterMs: 70, message: 'no' });
  });

  test('that is another one is an error', async () => {
    open();
    const quitting = requests.ask({ type: 'QUIT_REQUEST', channelId: 1 });
    answer({ type: 'LEAVE_RESPONSE', requestId: idOf('QUIT_REQUEST') });
    await expect(quitting).rejects.toMatchObject({ code: 'INTERNAL' });
  });

  test('that does not come in time fails; what comes later is not ours', async () => {
    open();
    const asking = requests.ask({ type: 'LEAVE_REQUEST' });
    const [outcome] = await Promise.all([Promise.allSettled([asking]), clock.advance(15_000)]);
    expect(outcome).toMatchObject([{ reason: { code: 'UNAVAILABLE', message: 'LEAVE_REQUEST was not answered in time.' } }]);
    expect(answer({ type: 'LEAVE_RESPONSE', requestId: idOf('LEAVE_REQUEST') })).toBe(false);
  });

  test('is not taken for one when it is nobody’s', () => {
    expect(answer({ type: 'SYNCED' })).toBe(false);
    expect(answer({ type: 'NOTIFY_INVITE', username: 'bob' })).toBe(false);
  });
});

describe('requestId', () => {
  test('may be chosen, and is unique otherwise, over all clients', async () => {
    open();
    void requests.ask({ type: 'CREATE_REQUEST', participantUsername: 'bob', requestId: 'my own' });
    const twice = requests.ask({ type: 'LEAVE_REQUEST', requestId: 'my own' });
    await expect(twice).rejects.toMatchObject({ code: 'INVALID_FIELD' });
    const other = new Requests(clock, 15_000);
    other.opened((text) => sent.push(JSON.parse(text)));
    for (const each of [requests, requests, other, other]) void each.ask({ type: 'LEAVE_REQUEST' });
    expect(new Set(sent.map(({ requestId }) => requestId)).size).toBe(5);
    expect(sent[0]?.requestId).toBe('my own');
    expect(sent.every(({ requestId }) => requestId.length <= 64)).toBe(true);
  });
});

describe('without a connection', () => {
  test('requests wait for one, in order', () => {
    void requests.ask({ type: 'ENTER_REQUEST', channelId: 1 });
    void requests.ask({ type: 'INVITE_REQUEST', userInviteCode: 'x' });
    expect(sent).toEqual([]);
    open();
    expect(types()).toEqual(['ENTER_REQUEST', 'INVITE_REQUEST']);
  });

  test('those bound to a connection do not wait', async () => {
    await expect(requests.ask({ type: 'RESUME', channels: [] }, { bound: true })).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });

  test('what was asked since it opened goes before what waited', () => {
    void requests.ask({ type: 'LEAVE_REQUEST' });
    requests.opened((text) => sent.push(JSON.parse(text)));
    void requests.ask({ type: 'RESUME', channels: [] }, { bound: true });
    requests.flush();
    expect(types()).toEqual(['RESUME', 'LEAVE_REQUEST']);
  });
});

describe('when the connection drops', () => {
  test('reads are asked again, under the same id; changes fail, since nobody knows', async () => {
    open();
    const reading = requests.ask({ type: 'FETCH_CHANNELS_REQUEST' });
    const creating = requests.ask({ type: 'CREATE_REQUEST', participantUsername: 'bob' });
    const inviting = requests.ask({ type: 'INVITE_REQUEST', userInviteCode: 'x' });
    const bound = requests.ask({ type: 'FETCH_CHANNELS_REQUEST' }, { bound: true });
    requests.dropped();
    await expect(inviting).rejects.toMatchObject({ code: 'UNAVAILABLE', retryable: true });
    await expect(bound).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    const before = sent.slice(0, 2);
    open();
    expect(sent.slice(4)).toEqual(before);
    answer({ type: 'FETCH_CHANNELS_RESPONSE', channels: [], requestId: idOf('FETCH_CHANNELS_REQUEST') });
    answer({ type: 'CREATE_RESPONSE', requestId: idOf('CREATE_REQUEST') });
    await Promise.all([reading, creating]);
  });

  test('a change that had not been sent yet is sent', async () => {
    open();
    requests.hold();
    const inviting = requests.ask({ type: 'INVITE_REQUEST', userInviteCode: 'x' });
    expect([sent, requests.busy]).toEqual([[], false]);
    requests.dropped();
    open();
    expect([types(), requests.busy]).toEqual([['INVITE_REQUEST'], true]);
    answer({ type: 'INVITE_RESPONSE', requestId: idOf('INVITE_REQUEST') });
    await inviting;
    expect(requests.busy).toBe(false);
  });

  test('for good, everything fails, now and later', async () => {
    const waiting = requests.ask({ type: 'FETCH_CHANNELS_REQUEST' });
    requests.ended(ended('session-ended'));
    await expect(waiting).rejects.toMatchObject({ code: 'CLOSED', retryable: false, message: 'The session has ended: log in again.' });
    await expect(requests.ask({ type: 'LEAVE_REQUEST' })).rejects.toMatchObject({ code: 'CLOSED' });
  });
});

describe('patience', () => {
  test('waits a limit out, and asks again', async () => {
    open();
    const asking = patient(requests.ask, clock)({ type: 'FETCH_CHANNELS_REQUEST' });
    refuse('FETCH_CHANNELS_REQUEST', { code: 'RATE_LIMITED', retryable: true, retryAfterMs: 400 });
    await clock.advance(399);
    expect(sent).toHaveLength(1);
    await clock.advance(1);
    refuse('FETCH_CHANNELS_REQUEST', { code: 'UNAVAILABLE', retryable: true });
    await clock.advance(1_000);
    answer({ type: 'FETCH_CHANNELS_RESPONSE', channels: [], requestId: idOf('FETCH_CHANNELS_REQUEST') });
    await expect(asking).resolves.toMatchObject({ channels: [] });
  });

  test('ends at a final refusal, at a broken connection, and some time', async () => {
    open();
    const ask = patient(requests.ask, clock, 2);
    const final = ask({ type: 'FETCH_CHANNELS_REQUEST' });
    refuse('FETCH_CHANNELS_REQUEST', { code: 'NOT_A_MEMBER' });
    await expect(final).rejects.toMatchObject({ code: 'NOT_A_MEMBER' });
    const again = Promise.allSettled([ask({ type: 'FETCH_CHANNELS_REQUEST' })]);
    for (let i = 0; i < 2; i++) {
      refuse('FETCH_CHANNELS_REQUEST', { code: 'INTERNAL', retryable: true });
      await clock.advance(1_000);
    }
    expect(await again).toMatchObject([{ reason: { code: 'INTERNAL' } }]);
    const broken = ask({ type: 'RESUME', channels: [] }, { bound: true });
    requests.dropped();
    await expect(broken).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await settled();
    expect(types().filter((type) => type === 'RESUME')).toHaveLength(1);
  });
});
