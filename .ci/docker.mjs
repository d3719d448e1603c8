/**
 * Brings the cluster up in containers, as `docker compose up --wait` does for whoever has only Docker, and lets two people talk through it.
 * `docker.mjs TOOLS`: the folder of engine.sh and images.sh, for machines that have neither an engine nor a registry of images. Whatever
 * happens, nothing of it goes on: containers, volumes, and the engine where it is ours.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { freePort } from './maru-process.mjs';
import { Person } from './person.mjs';
import { count, same, step } from './steps.mjs';

const minute = 60_000;
/** Taking it down again takes some minutes, too. */
const deadline = Date.now() + 35 * minute;
const [, , tools = ''] = process.argv;
const engine = join(tools, 'engine.sh');
const port = await freePort();
/** A name of its own: another composition on this machine is another one's. */
const name = `maru-ci-${process.pid}`;
/** @type {NodeJS.ProcessEnv} */
const env = { ...process.env, COMPOSE_PROJECT_NAME: name, IMAGE: name, PUBLISH: `127.0.0.1:${port}` };
const alice = new Person(port, 'alice.kim');
const bob = new Person(port, '바비');
const texts = ['Hello, 바비!', '안녕, Alice. 마루에 온 걸 환영해 👋', 'One more thing.'];
/** @type {() => void} */
let cutShort = () => undefined;
let hasEngine = false;
let isOurs = false;

// Whoever started us has no more time: what is under way is cut short, and all of it is taken down.
for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => cutShort());

await count(async () => {
  try {
    await step('there is an engine', startEngine);
    await step('and the images', () => run(12 * minute, 'bash', join(tools, 'images.sh')));
    await step('the composition is sound', () => compose(minute, 'config', '--quiet'));
    await step('our own image is built', () => compose(12 * minute, 'build', 'gateway'));
    await step('all of the cluster becomes healthy', () => compose(8 * minute, 'up', '--detach', '--wait', '--wait-timeout', '420'));
    await step('Nginx alone is published', onlyNginx);
    await step('the web client is there, as it may be kept', webClient);
    await meet();
    const channelId = await talk();
    await history(channelId);
  } catch (error) {
    if (hasEngine) await lastWords();
    throw error;
  } finally {
    for (const person of [alice, bob]) person.socket?.close();
    if (hasEngine) await step('all of it ends', () => compose(3 * minute, 'down', '--volumes', '--remove-orphans', '--timeout', '5'));
    if (hasEngine) await run(minute, 'docker', 'image', 'rm', '--force', name).catch(String);
    if (isOurs) await run(minute, 'bash', engine, 'stop');
  }
});

async function startEngine() {
  const said = await run(15 * minute, 'bash', engine, 'start');
  const host = /^export DOCKER_HOST=(.+)$/m.exec(said)?.[1];
  isOurs = host !== undefined;
  if (isOurs) env['DOCKER_HOST'] = host;
  await run(minute, 'docker', 'info');
  hasEngine = true;
}

/** What is there, and what those that are not well have said. */
async function lastWords() {
  const all = await compose(minute, 'ps', '--all', '--format', '{{.Service}} {{.Status}}').catch(String);
  const unwell = all.split('\n').filter((line) => !/\(healthy\)|Exited \(0\)/.test(line));
  const names = [...new Set(unwell.map((line) => line.split(' ')[0]))].filter(Boolean);
  console.log([...unwell, await compose(minute, 'logs', '--tail', '20', ...names.map(String)).catch(String)].join('\n'));
}

async function onlyNginx() {
  const ports = (await compose(minute, 'ps', '--format', '{{.Service}} {{.Publishers}}')).split('\n');
  const published = ports.filter((line) => /\{\S* \d+ [1-9]\d* tcp\}/.test(line)).map((line) => line.split(' ')[0]);
  same(published, ['nginx'], `published, of ${ports.join(', ')}`);
}

async function webClient() {
  const page = await fetch(`http://127.0.0.1:${port}/`, { headers: { accept: 'text/html' } });
  same([page.status, page.headers.get('cache-control')], [200, 'no-cache'], 'the page');
  const script = /\/assets\/[\w.-]+\.js/.exec(await page.text())?.[0] ?? '/assets/none';
  const asset = await fetch(`http://127.0.0.1:${port}${script}`);
  same([asset.status, asset.headers.get('cache-control')], [200, 'public, max-age=31536000, immutable'], script);
}

async function meet() {
  for (const person of [alice, bob]) {
    await step(`${person.username} registers and logs in`, async () => {
      await person.register();
      same((await person.connect()).username, person.username, 'username');
    });
  }
  await step('bob invites alice by her code, and she accepts', async () => {
    const { inviteCode } = await alice.asks({ type: 'FETCH_USER_INVITE_CODE_REQUEST' }, 'FETCH_USER_INVITE_CODE_RESPONSE');
    await bob.asks({ type: 'INVITE_REQUEST', userInviteCode: inviteCode }, 'INVITE_RESPONSE');
    same((await alice.hears('ASK_INVITE')).username, bob.username, 'username');
    await alice.asks({ type: 'ACCEPT_REQUEST', username: bob.username }, 'ACCEPT_RESPONSE');
    same((await bob.hears('NOTIFY_ACCEPT')).username, alice.username, 'username');
  });
}

async function talk() {
  const { channelId } = await step('alice opens a direct channel', async () => {
    const created = await alice.asks({ type: 'CREATE_REQUEST', participantUsername: bob.username }, 'CREATE_RESPONSE');
    same((await bob.hears('NOTIFY_JOIN')).channelId, created.channelId, 'channelId');
    return created;
  });
  const writers = [alice, bob, alice];
  for (const [index, content] of texts.entries()) {
    const writer = writers[index] === bob ? bob : alice;
    const reader = writer === bob ? alice : bob;
    await step(`${writer.username} writes message ${index + 1}, and ${reader.username} gets it`, async () => {
      const frame = { type: 'WRITE_MESSAGE', channelId, content, clientMessageId: `m-${index}` };
      same((await writer.asks(frame, 'WRITE_MESSAGE_ACK')).messageSequence, index + 1, 'messageSequence');
      const heard = await reader.hears('NOTIFY_MESSAGE');
      same([heard.messageSequence, heard.content], [index + 1, content], 'NOTIFY_MESSAGE');
    });
  }
  return channelId;
}

/** @param {object | undefined} channelId */
async function history(channelId) {
  await step('one is unread until bob has read it', async () => {
    same(await unread(), 1, 'unreadCount');
    bob.says({ type: 'READ_MESSAGE_ACK', channelId, messageSequence: 3 });
    await bob.hears('NOTIFY_UNREAD', (frame) => frame.unreadCount === 0 && frame.lastMessageSequence === 3);
    same(await unread(), 0, 'unreadCount');
  });
  await step('the whole conversation is there', async () => {
    const range = { channelId, startMessageSequence: 1, endMessageSequence: 100 };
    const { messages } = await alice.asks({ type: 'FETCH_MESSAGES_REQUEST', ...range }, 'FETCH_MESSAGES_RESPONSE');
    const found = messages?.map((message) => message.content);
    same(found, texts, 'contents');
  });
}

async function unread() {
  const { channels } = await bob.asks({ type: 'FETCH_CHANNELS_REQUEST' }, 'FETCH_CHANNELS_RESPONSE');
  return channels?.[0]?.unreadCount;
}

/** @param {number} withinMs @param {string[]} args */
function compose(withinMs, ...args) {
  return run(withinMs, 'docker', 'compose', '--progress', 'quiet', ...args);
}

/**
 * Runs a program to its end, and answers with what it printed.
 * @param {number} withinMs @param {string} program @param {string[]} args
 * @returns {Promise<string>}
 */
function run(withinMs, program, ...args) {
  const what = [program, ...args].join(' ');
  const began = Date.now();
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: Math.max(minute, Math.min(withinMs, deadline - Date.now())),
    });
    cutShort = () => child.kill();
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)));
    child.on('error', reject);
    child.on('close', (code, signal) => {
      const took = `${((Date.now() - began) / 1000).toFixed(0)} s`;
      if (code === 0) {
        if (Date.now() - began > 5_000) console.log(`  ${what}: ${took}`);
        resolve(output);
      } else reject(new Error(`${what} ended with ${code ?? signal} after ${took}:\n${output.trim().split('\n').slice(-40).join('\n')}`));
    });
  });
}
