import { MaruError } from '@maru/client';
import { printable } from '../terminal-text/printable.js';
import type { Command } from './command.js';
import { CommandError, UsageError } from './command-error.js';
import { helpOf, helpOfAll } from './help.js';
import { type Io, say } from './io.js';
import { readGiven } from './read-given.js';

/** Answers with the exit code: 0, 1 where something went wrong, 2 where the command was not understood. */
export async function runCommand(commands: readonly Command[], words: readonly string[], io: Io): Promise<number> {
  try {
    const [first] = words;
    if (first === undefined || first === '--help' || first === 'help') {
      say(io, helpOfAll(commands).trimEnd());
      return first === undefined ? 2 : 0;
    }
    const { command, rest } = find(commands, words);
    if (rest.includes('--help')) {
      say(io, helpOf(command).trimEnd());
      return 0;
    }
    return (await command.run(readGiven(command, rest), io)) ?? 0;
  } catch (error) {
    io.errors.write(`maru: ${printable(lineOf(error))}\n`);
    if (error instanceof UsageError) io.errors.write(`maru ${words[0] ?? ''} --help tells how it is used.\n`);
    return error instanceof CommandError ? error.exitCode : 1;
  }
}

function find(commands: readonly Command[], words: readonly string[]): { command: Command; rest: readonly string[] } {
  for (const length of [2, 1]) {
    const name = words.slice(0, length).join(' ');
    const command = commands.find((candidate) => candidate.name === name);
    if (command !== undefined) return { command, rest: words.slice(length) };
  }
  const [first = ''] = words;
  const family = commands.filter(({ name }) => name.startsWith(`${first} `)).map(({ name }) => name);
  if (family.length > 0) throw new UsageError(`there is ${family.join(', ')}`);
  throw new UsageError(`there is no command ${first}; there is ${commands.map(({ name }) => name).join(', ')}`);
}

function lineOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const message = error.message.replaceAll(/\s*\n\s*/g, ' ');
  return error instanceof MaruError ? `${message} (${error.code})` : message;
}
