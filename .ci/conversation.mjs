/** Starts Maru on a free port with a fresh data folder, and lets two people get to know each other, talk, and read it again after a restart. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, MaruProcess } from './maru-process.mjs';
import { Person } from './person.mjs';
import { count, same, step } from './steps.mjs';

const data = mkdtempSync(join(tmpdir(), 'maru-conversation-'));
const port = await freePort();
const args = ['--port', String(port), '--data', data];
const alice = new Person(port, 'alice.kim');
const bob = new Person(port, '바비');
const texts = ['Hello, 바비!', '안녕, Alice. 마루에 온 걸 환영해 👋', 'One more thing.'];

/** @type {MaruProcess[]} */
const started = [];

/** @param {string[]} [otherArgs] @param {NodeJS.ProcessEnv} [env] */
function start(otherArgs = args, env = {}) {
  const maru = new MaruProcess(otherArgs, env);
  started.push(maru);
  return maru;
}

await count(async () => {
  try {
    const maru = start();
    await step('Maru starts and is healthy', () => maru.healthy(port, 120_000));
    await step('it says where it is', () => same(maru.output.includes(String(port)), true, `${port} in ${maru.output}`));
    await meet();
    const channelId = await talk();
    await refusals();
    await restart(maru, channelId);
  } finally {
    for (const maru of started) maru.kill();
    rmSync(data, { recursive: true, force: true });
  }
});

async function meet() {
  for (const person of [alice, bob]) {
    await step(`${person.username} registers`, async () => same((await person.register()).username, person.username, 'username'));
    await step(`${person.username} logs in and is greeted`, async () => {
      same((await person.connect()).username, person.username, 'username');
    });
  }
  const { inviteCode } = await step('alice asks for her invite code', () =>
    alice.asks({ type: 'FETCH_USER_INVITE_CODE_REQUEST' }, 'FETCH_USER_INVITE_CODE_RESPONSE'),
  );
  await step('bob invites her', async () => {
    same((await bob.asks({ type: 'INVITE_REQUEST', userInviteCode: inviteCode }, 'INVITE_RESPONSE')).status, 'PENDING', 'status');
  });
  await step('alice hears of it', async () => same((await alice.hears('ASK_INVITE')).username, bob.username, 'username'));
  await step('alice accepts', () => alice.asks({ type: 'ACCEPT_REQUEST', username: bob.username }, 'ACCEPT_RESPONSE'));
  await step('bob hears of it', async () => same((await bob.hears('NOTIFY_ACCEPT')).username, alice.username, 'username'));
}

async function talk() {
  const { channelId } = await step('alice creates a direct channel', () =>
    alice.asks({ type: 'CREATE_REQUEST', participantUsername: bob.username }, 'CREATE_RESPONSE'),
  );
  await step('bob is in it', async () => {
    const joined = await bob.hears('NOTIFY_JOIN');
    same([joined.channelId, joined.username, joined.by], [channelId, bob.username, alice.username], 'NOTIFY_JOIN');
  });
  const writers = [alice, bob, alice];
  for (const [index, content] of texts.entries()) {
    const writer = writers[index] === bob ? bob : alice;
    const reader = writer === bob ? alice : bob;
    const frame = { type: 'WRITE_MESSAGE', channelId, content, clientMessageId: `m-${index}` };
    await step(`${writer.username} writes message ${index + 1}, and it is acknowledged`, async () => {
      same((await writer.asks(frame, 'WRITE_MESSAGE_ACK')).messageSequence, index + 1, 'messageSequence');
    });
    await step(`${reader.username} gets it`, async () => {
      const heard = await reader.hears('NOTIFY_MESSAGE');
      const { messageSequence, username } = heard;
      same([messageSequence, username, heard.content], [index + 1, writer.username, content], 'NOTIFY_MESSAGE');
    });
  }
  await step('a repeated message is the same message', async () => {
    const again = { type: 'WRITE_MESSAGE', channelId, content: texts[2], clientMessageId: 'm-2' };
    same((await alice.asks(again, 'WRITE_MESSAGE_ACK')).messageSequence, 3, 'messageSequence');
  });
  await step('bob has one unread message', async () => same(await unread(bob), 1, 'unreadCount'));
  bob.says({ type: 'READ_MESSAGE_ACK', channelId, messageSequence: 3 });
  await step('bob reads it, and all his devices are told', async () => {
    await bob.hears('NOTIFY_UNREAD', (frame) => frame.unreadCount === 0 && frame.lastMessageSequence === 3);
  });
  await step('alice is told, too', async () => {
    const read = await alice.hears('NOTIFY_READ', (frame) => frame.lastReadMessageSequence === 3);
    same(read.username, bob.username, 'username');
  });
  await step('nothing is unread any more', async () => same(await unread(bob), 0, 'unreadCount'));
  return channelId;
}

/** @param {Person} person */
async function unread(person) {
  const { channels } = await person.asks({ type: 'FETCH_CHANNELS_REQUEST' }, 'FETCH_CHANNELS_RESPONSE');
  return channels?.[0]?.unreadCount;
}

async function refusals() {
  await step('an unknown frame is refused, not ignored', async () => {
    same((await alice.asks({ type: 'NO_SUCH_FRAME' }, 'ERROR')).code, 'UNKNOWN_TYPE', 'code');
  });
  const other = ['--data', join(data, 'other')];
  await step('a busy port ends a start with one line and 1', () => failsToStart(['--port', String(port), ...other], {}, String(port)));
  await step('so does a data folder in use', () => failsToStart(['--port', '0', '--data', data], {}, data));
  await step('so does an unknown setting', () => failsToStart(['--port', '0', ...other], { MARU_NO_SUCH: '1' }, 'MARU_NO_SUCH'));
}

/** @param {string[]} otherArgs @param {NodeJS.ProcessEnv} env @param {string} named what the line must name */
async function failsToStart(otherArgs, env, named) {
  const other = start(otherArgs, env);
  same(await other.exit(30_000), 1, `exit code, after ${other.output}`);
  const lines = other.output.trim().split('\n');
  same([lines.length, other.output.includes(named)], [1, true], `one line that names ${named} in ${other.output}`);
}

/** @param {MaruProcess} maru @param {object | undefined} channelId */
async function restart(maru, channelId) {
  await step('Ctrl+C drains, and ends with 0 within 5 s', async () =>
    same(await maru.exit(5000, 'SIGINT'), 0, `exit code, after ${maru.output}`),
  );
  await step('everyone was told', async () => {
    await alice.hears('GOING_AWAY');
    await bob.hears('GOING_AWAY');
  });
  const again = start();
  await step('a second start takes no more than 3 s', async () => {
    const took = await again.healthy(port, 30_000);
    same(took <= 3000, true, `healthy after ${took} ms`);
  });
  await step('alice comes back', () => alice.connect());
  await step('the whole conversation is there', async () => {
    const range = { channelId, startMessageSequence: 1, endMessageSequence: 100 };
    const { messages } = await alice.asks({ type: 'FETCH_MESSAGES_REQUEST', ...range }, 'FETCH_MESSAGES_RESPONSE');
    const found = messages?.map((message) => message.content);
    same(found, texts, 'contents');
  });
  await step('a terminated Maru drains as well', async () =>
    same(await again.exit(5000, 'SIGTERM'), 0, `exit code, after ${again.output}`),
  );
}
