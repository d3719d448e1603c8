import { once } from 'node:events';
import { FixedClock } from '@maru/local';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GatewayHouse, Talker } from '../gateway.fixture.js';

let house: GatewayHouse;
beforeAll(async () => {
  house = await GatewayHouse.start({ limits: { sockets: 3 } });
});
afterAll(() => house.close());

describe('a handshake', () => {
  it('is refused without credentials, and with bad ones', async () => {
    expect(await house.connect()).toBe(401);
    expect(await house.connect({ secret: 'nonsense' })).toBe(401);
    expect(await house.connect({ path: '/ws/v1/message?ticket=nonsense' })).toBe(401);
  });

  it.each([['https://evil.example'], ['null'], ['http://127.0.0.1:1']])(
    'from a page of %s is refused before its credentials are looked at',
    async (origin) => {
      expect(await house.connect({ headers: { Origin: origin } })).toBe(403);
      expect(await house.connect({ secret: house.login(1), headers: { Origin: origin } })).toBe(403);
    },
  );

  it('from a page of our own host is taken', async () => {
    const opened = await house.connect({ secret: house.login(1), headers: { Origin: house.service.url } });
    expect(opened).toBeInstanceOf(Talker);
  });

  it('by ticket, by bearer and by cookie, in that order', async () => {
    house.login(2, 'ticket');
    house.login(3, 'bearer');
    const byTicket = (await house.connect({ path: '/ws/v1/message?ticket=ticket', headers: { Authorization: 'Bearer bearer' } })) as Talker;
    expect(await byTicket.hear('HELLO')).toMatchObject({ username: 'bob' });
    const byBearer = (await house.connect({ secret: house.login(1), headers: { Authorization: 'Bearer bearer' } })) as Talker;
    expect(await byBearer.hear('HELLO')).toMatchObject({ username: 'carol' });
    expect(await house.connect({ secret: house.login(1), headers: { Authorization: 'Bearer nonsense' } })).toBe(401);
    expect(await house.connect({ secret: house.login(1), headers: { Authorization: 'Basic YTpi' } })).toBe(401);
  });

  it('elsewhere finds nothing', async () => {
    expect(await house.connect({ secret: house.login(1), path: '/ws/v2/message' })).toBe(404);
  });
});

describe('a greeting', () => {
  it('is the first frame, with the limits', async () => {
    const talker = await house.talker(4);
    expect(talker.heard[0]).toMatchObject({
      type: 'HELLO',
      username: 'user4',
      sessionId: 'public-secret-4',
      heartbeatMs: 25_000,
      limits: { sockets: 3, burst: 100 },
    });
    expect(talker.webSocket.protocol).toBe('maru.1');
  });

  it('is not for a plain socket', async () => {
    const plain = await house.talker(5, { protocols: [] });
    plain.say({ type: 'NOTHING' });
    await plain.hear('ERROR');
    expect(plain.heard).toEqual([{ type: 'ERROR', messageType: 'NOTHING', message: expect.any(String) }]);
  });

  it('is not given in a protocol that we do not speak', async () => {
    const talker = (await house.connect({ secret: house.login(6), protocols: ['maru.2', 'maru.3'] })) as Talker;
    expect(talker.webSocket.protocol).toBe('maru.2');
    expect(await talker.closed()).toBe(4502);
    expect(talker.heard).toEqual([
      { type: 'ERROR', messageType: 'UNKNOWN', code: 'UNSUPPORTED_PROTOCOL', message: expect.any(String), retryable: false },
    ]);
  });

  it('is not given to one socket too many, which is closed with 4509', async () => {
    const talkers = [await house.talker(7), await house.talker(7), await house.talker(7)];
    const tooMany = (await house.connect({ secret: house.login(7) })) as Talker;
    expect(await tooMany.closed()).toBe(4509);
    expect(tooMany.heard).toEqual([]);
    talkers[0]?.webSocket.close();
    await talkers[0]?.closed();
    await house.talker(7);
  });
});

it('what a socket says before it is turned away is not carried out', async () => {
  const full = await GatewayHouse.start({ limits: { sockets: 1 } });
  const first = await full.talker(1);
  const { keyValue } = full.service.platform;
  const hashGetAll = keyValue.hashGetAll.bind(keyValue);
  const counted = Promise.withResolvers<void>();
  keyValue.hashGetAll = async (key) => {
    await counted.promise;
    return hashGetAll(key);
  };
  const tooMany = (await full.connect({ secret: full.login(1) })) as Talker;
  tooMany.say({ type: 'LEAVE_REQUEST' });
  tooMany.webSocket.ping();
  await once(tooMany.webSocket, 'pong');
  counted.resolve();
  expect(await tooMany.closed()).toBe(4509);
  first.say({ type: 'ENTER_REQUEST', channelId: 1 });
  await full.published('Enter');
  expect(full.commands.map(({ type }) => type)).toEqual(['Enter']);
  await full.close();
});

describe('a socket is closed', () => {
  it('with 4500 when its session ends, and what it asked last is not carried out', async () => {
    const talker = await house.talker(8);
    await house.deliver({ kind: 'session-ended', userId: 8, sessionId: 'public-secret-8' });
    expect(await talker.closed()).toBe(4500);
  });

  it('with 1003 for a binary frame, 1009 for too many bytes, 1007 for what is not UTF-8', async () => {
    const binary = await house.talker(9);
    binary.webSocket.send(Buffer.from([1]));
    expect(await binary.closed()).toBe(1003);
    const large = await house.talker(9);
    large.webSocket.send('x'.repeat(65_537));
    expect(await large.closed()).toBe(1009);
    const broken = await house.talker(9);
    broken.webSocket.send(Buffer.from([0xc3, 0x28]), { binary: false });
    expect(await broken.closed()).toBe(1007);
    const fits = await house.talker(9);
    fits.say(`{"type":"KEEP_ALIVE","x":"${'x'.repeat(65_000)}"}`);
    await fits.hear('KEEP_ALIVE_RESPONSE');
  });

  it('with 4003 when it is silent for two intervals; after one it is pinged, and a pong counts', async () => {
    const clock = new FixedClock();
    const quiet = await GatewayHouse.start({ clock, env: { MARU_HEARTBEAT_MS: '10000' } });
    const [dead, alive] = [await quiet.talker(1), await quiet.talker(2)];
    const pinged = new Promise((resolve) => alive.webSocket.once('ping', resolve));
    dead.webSocket.pause();
    await clock.advance(10_000);
    await pinged;
    alive.webSocket.ping();
    alive.say({ type: 'KEEP_ALIVE' });
    await alive.hear('KEEP_ALIVE_RESPONSE');
    await clock.advance(10_000);
    dead.webSocket.resume();
    expect(await dead.closed()).toBe(4003);
    expect(alive.closedWith).toBeUndefined();
    await quiet.close();
  });

  it('with 4500 when its session has died of age', async () => {
    const clock = new FixedClock();
    const ageing = await GatewayHouse.start({ clock });
    const secret = ageing.login(1);
    ageing.sessions.set(secret, { userId: 1, username: 'alice', sessionId: 'old', expiresAt: clock.now() + 5_000 });
    const talker = (await ageing.connect({ secret })) as Talker;
    await talker.hear('HELLO');
    ageing.sessions.clear();
    await clock.advance(6_000);
    expect(await talker.closed()).toBe(4500);
    await ageing.close();
  });

  it('with 4000 at a drain, after it was told and after its requests were answered', async () => {
    const leaving = await GatewayHouse.start({});
    const talker = await leaving.talker(1);
    talker.say({ type: 'LEAVE_REQUEST' });
    const [leave] = await leaving.published('Leave');
    const closing = leaving.service.close();
    await talker.hear('GOING_AWAY');
    await leaving.deliver({ kind: 'answer', to: leave!.asker, frame: '{"type":"LEAVE_RESPONSE"}' });
    expect(await talker.closed()).toBe(4000);
    expect(talker.types()).toEqual(['HELLO', 'GOING_AWAY', 'LEAVE_RESPONSE']);
    await closing;
  });
});
