import { describe, expect, it } from 'vitest';
import { Home } from '../cli.fixture.js';
import { commands } from '../commands.js';
import type { Command } from './command.js';
import { helpOf } from './help.js';
import { readGiven } from './read-given.js';

const run = async (...words: string[]) => {
  const home = await Home.make();
  const ended = await home.run(words);
  await home.close();
  return ended;
};

describe('every command', () => {
  it('explains itself, and is in the list', async () => {
    const list = (await run('--help')).out.join('\n');
    for (const { name, about } of commands) {
      expect(list).toMatch(new RegExp(`^  ${name} .*${about.slice(0, 10)}`, 'm'));
      const { code, out } = await run(...name.split(' '), '--help');
      expect([code, out[0]]).toEqual([0, expect.stringMatching(new RegExp(`^maru ${name}`))]);
      expect(out.join('\n')).toContain('--help');
    }
  });

  it('is a word or two that nobody else has', () => {
    expect(new Set(commands.map(({ name }) => name)).size).toBe(commands.length);
    for (const { name } of commands) expect(name).toMatch(/^[a-z-]+( [a-z-]+)?$/);
  });
});

describe('wrong usage', () => {
  it.each([
    [['chta'], /there is no command chta; there is register/],
    [['whoami', 'me'], /unknown argument me/],
    [['whoami', '--usr', 'x'], /Unknown option '--usr'/],
    [['whoami', '--user'], /--user/],
    [['login', '--server', 'ftp://x'], /no address of a server/],
    [['chat', '--patience', 'long'], /number of seconds/],
  ])('%j is told in one line and is 2', async (words, told) => {
    const { code, out, errors } = await run(...words);
    expect([code, out]).toEqual([2, []]);
    expect(errors).toMatch(told);
    expect(errors).toMatch(/^maru: [^\n]+\nmaru [^\n]+ --help tells how it is used\.\n$/);
  });

  it('is to say nothing at all', async () => {
    expect(await run()).toMatchObject({ code: 2, out: expect.arrayContaining([expect.stringContaining('register')]) });
  });
});

describe('what is given', () => {
  const command: Command = {
    name: 'dance',
    about: 'dances',
    arguments: [
      { name: 'who', about: 'the dancer' },
      { name: 'with', about: 'the other', optional: true },
    ],
    flags: { slowly: { about: 'takes its time' }, song: { about: 'the song', value: 'title' } },
    run: async () => undefined,
  };

  it('is found by its place and its name', () => {
    const given = readGiven(command, ['ada', '--song', 'x', '--slowly']);
    expect([given.needed(0), given.argument(1), given.value('song'), given.has('slowly')]).toEqual(['ada', undefined, 'x', true]);
  });

  it('is missed where it is needed', () => {
    expect(() => readGiven(command, [])).toThrow('who is missing: the dancer');
  });

  it('is described', () => {
    expect(helpOf(command)).toMatch(
      /maru dance <who> \[with\]\n\ndances\n\n {2}who +the dancer[^]*--slowly +takes its time\n {2}--song <title> {2}the song\n/,
    );
  });
});

it('tells what went wrong in one line without control characters', async () => {
  const { code, errors } = await run('login', '--server', 'http://localhost:1/\u001b[2J', 'x');
  expect(code).toBe(1);
  expect(errors).not.toContain('\u001b');
});
