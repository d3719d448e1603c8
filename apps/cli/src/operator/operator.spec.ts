import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EmbeddedMaru, startEmbedded } from '@maru/testing';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { befriend, Home, PASSWORD, somebody } from '../cli.fixture.js';

let maru: EmbeddedMaru;
let home: Home;
let data: string;
beforeAll(async () => {
  data = mkdtempSync(join(tmpdir(), 'maru-operator-'));
  maru = await startEmbedded({ data, env: { MARU_LIMITS: 'relaxed' } });
  home = await Home.make();
  const [alice, bob] = [await somebody(maru.url, 'alice'), await somebody(maru.url, '보라')];
  await befriend(alice, bob);
  const { channelId } = await alice.request({ type: 'CREATE_REQUEST', participantUsername: '보라' });
  await alice.request({ type: 'WRITE_MESSAGE', channelId: channelId.id, content: 'mine' });
  await bob.request({ type: 'WRITE_MESSAGE', channelId: channelId.id, content: 'not mine' });
  await Promise.all([alice.close(), bob.close()]);
}, 60_000);
afterAll(async () => {
  await home.close();
  await maru.close();
  rmSync(data, { recursive: true, force: true });
});

const run = (...words: string[]) => home.run([...words, '--data', data]);

describe('while Maru runs', () => {
  it('accounts are listed and shown, and no copy is left', async () => {
    const temporary = join(data, 'temporary');
    mkdirSync(temporary);
    vi.stubEnv('TMPDIR', temporary);
    onTestFinished(() => void vi.unstubAllEnvs());
    const listed = await run('users', 'list');
    expect(listed).toMatchObject({ code: 0, errors: '' });
    expect(listed.out.map((line) => line.split('\t'))).toEqual([
      ['1', 'alice', expect.stringMatching(/^\d{4}-\d\d-\d\d$/), '1', 'REGISTERED'],
      ['2', '보라', expect.any(String), '1', 'REGISTERED'],
    ]);
    const shown = JSON.parse((await run('users', 'show', 'ALICE')).out.join('\n')) as object;
    expect(shown).toMatchObject({
      userId: 1,
      username: 'alice',
      sessions: [{ sessionId: expect.any(String), userAgent: expect.any(String) }],
    });
    expect(await run('users', 'show', 'nobody')).toMatchObject({ code: 1, errors: 'maru: there is no account nobody\n' });
    expect(readdirSync(temporary)).toEqual([]);
  });

  it('one is exported with all that is his, and nothing that opens a door or is of others', async () => {
    const { code, out } = await run('export', 'alice');
    expect(code).toBe(0);
    const text = out.join('\n');
    expect(JSON.parse(text)).toMatchObject({
      username: 'alice',
      auth: { message_user: [{ username: 'alice' }], session: [{}] },
      connection: { user_connection: [{ username: '보라', status: 'ACCEPTED' }] },
      channel: { channel_user: [{ kind: 'DIRECT' }] },
      message: { messages: [{ content: 'mine', messageSequence: 1 }] },
      push: { device: [{}] },
    });
    expect(text).not.toMatch(/not mine|argon2|secretHash|"password"/);
  });

  it.each([
    [['users', 'reset-password', 'alice', '--generate']],
    [['users', 'end-sessions', 'alice']],
    [['dead-letters', 'replay']],
    [['migrate']],
  ])('nothing is changed: %j', async (words) => {
    const { code, out, errors } = await run(...words);
    expect([code, out]).toEqual([1, []]);
    expect(errors).toMatch(new RegExp(`^maru: The data folder .* is in use by another Maru \\(process ${maru.pid}\\)\\.[^\\n]*\\n$`));
  });
});

describe('while Maru is stopped', () => {
  beforeAll(async () => {
    await maru.stop();
  });

  it('a password is reset, and what was logged in is not', async () => {
    expect(await home.run(['users', 'reset-password', 'alice', '--data', data], 'short\n')).toMatchObject({
      code: 1,
      errors: expect.stringContaining('8 to 128'),
    });
    expect(await home.run(['users', 'reset-password', 'alice', '--data', data], 'password123\n')).toMatchObject({
      code: 1,
      errors: expect.stringContaining('commonest'),
    });
    expect(await home.run(['users', 'reset-password', 'alice', '--data', data], 'brand new passphrase\n')).toMatchObject({
      code: 0,
      out: ['alice has a new password; 1 sessions have ended.'],
    });
    const generated = (await run('users', 'reset-password', '보라', '--generate')).out[0] ?? '';
    expect(generated).toMatch(/^[\w-]{20}$/);
    await maru.start();
    const logIn = async (name: string, password: string) => (await home.run(['login', name, '--server', maru.url], `${password}\n`)).code;
    expect([await logIn('alice', PASSWORD), await logIn('alice', 'brand new passphrase'), await logIn('보라', generated)]).toEqual([
      1, 0, 0,
    ]);
    await maru.stop();
  }, 60_000);

  it('all sessions of one are ended', async () => {
    expect((await run('users', 'end-sessions', 'alice')).out).toEqual(['1 sessions of alice have ended.']);
    await maru.start();
    expect(await home.run(['whoami', '--user', 'alice'])).toMatchObject({
      code: 1,
      errors: expect.stringMatching(/UNAUTHENTICATED|INVALID_REFRESH_TOKEN/),
    });
    expect(await home.run(['whoami', '--user', '보라'])).toMatchObject({ code: 0 });
    await maru.stop();
  }, 60_000);

  it('databases are migrated, or are up to date', async () => {
    expect(await run('migrate')).toMatchObject({ code: 0, out: [expect.stringMatching(/^All \d databases were up to date\.$/)] });
  });

  it('dead letters are listed, and handled again', async () => {
    expect((await run('dead-letters', 'list')).out).toEqual([]);
    bury('user.events', 'connection', { type: 'UserRegistered', v: 1, eventId: 'e', at: 1, userId: 77, username: 'late' });
    bury('user.events', 'connection', { type: 'Nonsense' });
    const { out } = await run('dead-letters', 'list');
    expect(out.map((line) => line.split('\t').slice(2))).toEqual([
      ['connection', 'user.events', 'a bug\\nat here'],
      ['connection', 'user.events', 'a bug\\nat here'],
    ]);
    expect((await run('dead-letters', 'list', '--values')).out[0]).toContain('UserRegistered');
    expect(await run('dead-letters', 'replay')).toEqual({
      code: 1,
      out: ['1\thandled', '2\tfailed'],
      errors: expect.stringContaining('1 could not be handled'),
    });
    expect(await run('dead-letters', 'replay', '9')).toMatchObject({ code: 1, out: ['9\tunknown'] });
    expect((await run('dead-letters', 'list')).out).toHaveLength(1);
  }, 60_000);
});

/** As a bus does it that gave a record up. */
function bury(topic: string, group: string, value: object): void {
  const { DatabaseSync } = process.getBuiltinModule('node:sqlite');
  const database = new DatabaseSync(join(data, 'dead-letters.sqlite'));
  database
    .prepare(
      'INSERT INTO dead_letter (topic, partitions, topic_partition, consumer_group, value, headers, reason, at) VALUES (?, 12, 0, ?, ?, ?, ?, 5)',
    )
    .run(topic, group, JSON.stringify(value), '{}', 'a bug\nat here');
  database.close();
}
