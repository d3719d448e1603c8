import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type EmbeddedMaru, startEmbedded } from '@maru/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { Home, PASSWORD } from '../cli.fixture.js';

let maru: EmbeddedMaru;
let home: Home;
beforeAll(async () => {
  maru = await startEmbedded({ env: { MARU_LIMITS: 'relaxed' } });
}, 60_000);
afterAll(() => maru.close());
beforeEach(async () => {
  home = await Home.make();
  const closing = home;
  onTestFinished(() => closing.close());
});

const sessions = () => join(home.folder, '.config', 'maru', 'sessions');

describe('an account', () => {
  it('is made, logged in to, and logged out of', async () => {
    const registered = await home.run(['register', 'dana', '--server', maru.url], `${PASSWORD}\n`);
    expect(registered).toEqual({ code: 0, out: [`dana has an account at ${maru.url} and is logged in.`], errors: '' });
    expect(await home.run(['whoami'])).toMatchObject({ code: 0, out: [`dana at ${maru.url}`] });
    expect(await home.run(['logout'])).toMatchObject({ code: 0, out: [`dana is logged out at ${maru.url}.`] });
    expect(await home.run(['whoami'])).toMatchObject({ code: 1, errors: expect.stringContaining('maru login') });
    expect(await home.run(['login', '--server', maru.url], `dana\n${PASSWORD}\n`)).toMatchObject({ code: 0 });
    expect(await home.run(['whoami'])).toMatchObject({ out: [`dana at ${maru.url}`] });
  });

  it('is refused in one line', async () => {
    await home.register(maru.url, 'ella');
    const taken = await home.run(['register', 'ELLA', '--server', maru.url], `${PASSWORD}\n`);
    expect(taken).toEqual({ code: 1, out: [], errors: 'maru: This name is taken. (USERNAME_TAKEN)\n' });
    expect(await home.run(['login', 'ella'], 'wrong\n')).toMatchObject({ code: 1, errors: expect.stringContaining('BAD_CREDENTIALS') });
    expect(await home.run(['login', 'ella'])).toMatchObject({ code: 1, errors: expect.stringMatching(/^maru: nothing was typed/) });
  });
});

describe('a session', () => {
  it('is kept where nobody else can read it', async () => {
    await home.register(maru.url, 'finn');
    const [file = ''] = readdirSync(sessions());
    expect(file).toMatch(/^finn%40.*\.json$/);
    expect(statSync(join(sessions(), file)).mode & 0o777).toBe(0o600);
    expect(statSync(sessions()).mode & 0o777).toBe(0o700);
  });

  it('is the last one that was logged in to, or the one that is named', async () => {
    await home.register(maru.url, 'gina', 'hugo');
    expect((await home.run(['whoami'])).out).toEqual([`hugo at ${maru.url}`]);
    expect((await home.run(['whoami', '--user', 'Gina'])).out).toEqual([`gina at ${maru.url}`]);
    expect(await home.run(['whoami', '--user', 'ivo'])).toMatchObject({ code: 1, errors: expect.stringContaining('as ivo') });
  });

  it('can be in a file of its own', async () => {
    const file = join(home.folder, 'a', 'session');
    await home.register(maru.url, 'jana');
    await home.run(['login', 'jana', '--server', maru.url, '--session', file], `${PASSWORD}\n`);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    await home.run(['logout', '--session', file]);
    expect(await home.run(['whoami', '--session', file])).toMatchObject({ code: 1 });
    expect(await home.run(['whoami'])).toMatchObject({ code: 0 });
  });

  it('is used by one program at a time, of which a crash leaves nothing', async () => {
    await home.register(maru.url, 'kim');
    const [file = ''] = readdirSync(sessions());
    const lock = join(sessions(), `${file}.lock`);
    writeFileSync(lock, `${process.pid}\n`);
    expect(await home.run(['whoami'])).toMatchObject({
      code: 1,
      errors: expect.stringContaining(`in use by another maru (process ${process.pid})`),
    });
    writeFileSync(lock, '4194305\n');
    expect(await home.run(['whoami'])).toMatchObject({ code: 0 });
    expect(readdirSync(sessions())).toEqual([file]);
  });

  it('that ended elsewhere can still be logged out of', async () => {
    await home.register(maru.url, 'lena');
    const other = join(home.folder, 'other');
    await home.run(['login', 'lena', '--server', maru.url, '--session', other], `${PASSWORD}\n`);
    const [file = ''] = readdirSync(sessions());
    const copy = join(home.folder, 'copy');
    writeFileSync(copy, readFileSync(join(sessions(), file)));
    expect((await home.run(['logout', '--session', copy])).code).toBe(0);
    expect((await home.run(['logout', '--user', 'lena'])).code).toBe(0);
    expect(readdirSync(sessions())).toEqual([]);
  });

  it('is not guessed from a file that is none', async () => {
    const file = join(home.folder, 'notes');
    writeFileSync(file, 'bread, milk');
    chmodSync(file, 0o600);
    expect(await home.run(['whoami', '--session', file])).toMatchObject({ code: 1, errors: expect.stringContaining('is not a session') });
  });
});
