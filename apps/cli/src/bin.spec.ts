/** The command as npx runs it, in a process of its own. Needs a build. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { type EmbeddedMaru, startEmbedded } from '@maru/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Home } from './cli.fixture.js';

const program = fileURLToPath(new URL('../dist/main.js', import.meta.url));
let maru: EmbeddedMaru;
let home: Home;
beforeAll(async () => {
  maru = await startEmbedded();
  home = await Home.make();
}, 60_000);
afterAll(async () => {
  await home.close();
  await maru.close();
});

async function run(words: readonly string[], typed = '') {
  const child = spawn(process.execPath, [program, ...words], { env: { PATH: process.env['PATH'], HOME: home.folder }, stdio: 'pipe' });
  child.stdin.end(typed);
  const [out, errors, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { out, errors, code: code as unknown };
}

it('goes the way that the welcome of Maru shows: register, then chat, over a pipe as well', async () => {
  expect(maru.output()).toMatch(/npx maru register\n[^]*npx maru chat\n/);
  expect(await run(['register', 'dana', '--server', maru.url], 'a long passphrase\n')).toMatchObject({ code: 0, errors: '' });
  const { code, out, errors } = await run(['chat'], '/code\n');
  expect([code, errors]).toEqual([0, '']);
  expect(out).toMatch(/^live\tdana\ncode\tme\t[0-9A-Z]{26}\n$/);
});

it('ends with 1 and a line where something was refused, and with 2 where nothing was understood', async () => {
  expect(await run(['chat'], '/accept nobody\n')).toMatchObject({
    code: 1,
    errors: expect.stringMatching(/^maru: one thing was refused[^\n]*\n$/),
  });
  expect(await run(['chat', '--nonsense'])).toMatchObject({ code: 2, out: '' });
});
