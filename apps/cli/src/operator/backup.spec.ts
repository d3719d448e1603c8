import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type EmbeddedMaru, startEmbedded } from '@maru/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { befriend, Home, somebody } from '../cli.fixture.js';

let maru: EmbeddedMaru;
let home: Home;
beforeAll(async () => {
  maru = await startEmbedded({ env: { MARU_LIMITS: 'relaxed' } });
  home = await Home.make();
}, 60_000);
afterAll(async () => {
  await home.close();
  await maru.close();
});

it('keeps what was written before it, though it was made while Maru was busy', async () => {
  const [alice, bob] = [await somebody(maru.url, 'alice'), await somebody(maru.url, 'bob')];
  await befriend(alice, bob);
  const { channelId } = await alice.request({ type: 'CREATE_REQUEST', participantUsername: 'bob' });
  const write = (content: string) => alice.request({ type: 'WRITE_MESSAGE', channelId: channelId.id, content });
  await write('before');
  const over = new AbortController();
  let written = 1;
  const busy = (async () => {
    for (; !over.signal.aborted; written++) await write(`${written}`);
  })();
  const target = join(home.folder, 'backup.tar.gz');
  const made = await home.run(['backup', target, '--data', maru.data]);
  over.abort();
  await busy;
  expect(made).toMatchObject({
    code: 0,
    errors: '',
    out: [expect.stringMatching(/backup\.tar\.gz has \d+ databases \([\d,]+ bytes\) as they were at \d{4}-/)],
  });
  expect(statSync(target).mode & 0o777).toBe(0o600);
  await Promise.all([alice.close(), bob.close()]);

  const data = join(home.folder, 'data');
  expect(await home.run(['restore', target, '--data', data])).toMatchObject({ code: 0 });
  const second = await startEmbedded({ data, env: { MARU_LIMITS: 'relaxed' } });
  await home.run(['login', 'bob', '--server', second.url], 'a long passphrase\n');
  const { code, out } = await home.run(['chat', '--user', 'bob', '--server', second.url], '/open alice\n/older\nstill friends\n');
  expect(code).toBe(0);
  const messages = out.map((line) => line.split('\t')).filter(([kind]) => kind === 'message');
  const sequences = messages.map((row) => Number(row[2])).toSorted((a, b) => a - b);
  expect(sequences).toEqual(sequences.map((_, index) => index + (sequences[0] ?? 0)));
  expect(messages.at(-1)?.[5]).toBe('still friends');
  expect(sequences.at(-1)).toBeLessThanOrEqual(written + 1);
  await second.close();
  rmSync(data, { recursive: true });
}, 60_000);

it('is refused in one line where it cannot be', async () => {
  expect(await home.run(['backup', join(home.folder, 'x'), '--data', home.folder])).toEqual({
    code: 1,
    out: [],
    errors: expect.stringMatching(/^maru: .* is no data folder of Maru: [^\n]*\n$/),
  });
  const target = join(home.folder, 'b');
  await home.run(['backup', target, '--data', maru.data]);
  expect(await home.run(['restore', target, '--data', maru.data, '--replace'])).toMatchObject({
    code: 1,
    errors: expect.stringContaining(`in use by another Maru (process ${maru.pid})`),
  });
});
