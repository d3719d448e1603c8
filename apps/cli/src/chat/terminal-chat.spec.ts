/** A terminal of which the test is the other end: what is typed goes in key by key, what is seen is what was written to it. */
import { stripVTControlCharacters } from 'node:util';
import { type MaruClient, MaruHttp } from '@maru/client';
import { type EmbeddedMaru, startEmbedded, waitUntil } from '@maru/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { befriend, Home, PASSWORD, somebody } from '../cli.fixture.js';

let maru: EmbeddedMaru;
let home: Home;
let bob: MaruClient;
let carol: MaruClient;
beforeAll(async () => {
  maru = await startEmbedded({ env: { MARU_LIMITS: 'relaxed' } });
  home = await Home.make();
  [bob, carol] = [await somebody(maru.url, 'bob'), await somebody(maru.url, 'carol')];
  await befriend(bob, carol);
  await home.register(maru.url, 'dana');
}, 60_000);
afterAll(async () => {
  await Promise.all([bob.close(), carol.close()]);
  await home.close();
  await maru.close();
});

function sit() {
  const terminal = home.begin(['chat'], { interactive: true });
  const seen = () => stripVTControlCharacters(terminal.printed());
  return {
    ...terminal,
    seen,
    see: (text: string | RegExp) =>
      waitUntil(() => (typeof text === 'string' ? seen().includes(text) : text.test(seen())), { what: String(text) }),
  };
}

it('is a whole evening: a friend, a channel, a talk, and a server that comes back', async () => {
  const dana = sit();
  await dana.see('dana at http');
  dana.type('/code');
  await dana.see('/invite and the code');
  const code = /^.*?([0-9A-Z]{26}) {2}give it/m.exec(dana.seen())?.[1] ?? '';
  await bob.request({ type: 'INVITE_REQUEST', userInviteCode: code });
  await dana.see('bob  invites you');
  dana.type('/accept bob', '/direct bob');
  await dana.see('— bob —');
  const direct = await waitUntil(() => bob.channels.list[0]);
  await bob.request({ type: 'ENTER_REQUEST', channelId: direct.channelId });
  dana.input.write('안녕');
  await waitUntil(() => bob.typists(direct.channelId).includes('dana'));
  dana.type('하세요');
  await dana.see(/\d\d:\d\d dana +안녕하세요/);

  dana.input.write('t');
  bob.typing(direct.channelId);
  await dana.see('bob (bob …)> t');
  bob.send(direct.channelId, 'hi \u001b[2Jthere');
  await dana.see('hi ␛[2Jthere');
  dana.type('hanks');
  await dana.see(/dana +thanks/);
  await waitUntil(() => bob.channels.get(direct.channelId)?.lastMessageSequence === 3);

  dana.type('/friends', '/nonsense');
  await dana.see('● bob');
  await dana.see('There is no command /nonsense');
  await maru.kill();
  await dana.see('— not connected');
  dana.type('while away');
  await dana.see('… waits for the connection: while away');
  await maru.start();
  await dana.see('— connected again —');
  await dana.see(/dana +while away/);

  dana.type('/help', '/exit');
  expect(await dana.code).toBe(0);
  expect(dana.seen()).toContain('/channel-code [channel]');
}, 60_000);

it('shows what waits, and what happens elsewhere', async () => {
  const { channelId } = await bob.request({ type: 'CREATE_REQUEST', participantUsernames: ['carol', 'dana'], title: '회의' });
  await bob.request({ type: 'WRITE_MESSAGE', channelId: channelId.id, content: 'unread' });
  const dana = sit();
  await dana.see(/회의 {2}1 unread {2}3 members/);
  carol.send(channelId.id, 'elsewhere');
  await dana.see(/\[회의\] carol +elsewhere/);
  dana.type('/open 회');
  await dana.see(/bob +unread/);
  await dana.see('회의> ');
  await bob.request({ type: 'REMOVE_MEMBER_REQUEST', channelId: channelId.id, username: 'dana' });
  await dana.see('dana has left 회의, by bob');
  dana.input.end();
  expect(await dana.code).toBe(0);
});

it('ends when the session does', async () => {
  const dana = sit();
  await dana.see('dana at http');
  const http = new MaruHttp(maru.url);
  await http.login('dana', PASSWORD);
  for (const { id, current } of await http.sessions()) if (!current) await http.endSession(id);
  expect(await dana.code).toBe(1);
  expect(dana.errors()).toBe('maru: the session has ended: maru login\n');
});
