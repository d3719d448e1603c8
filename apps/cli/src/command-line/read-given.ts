import { parseArgs } from 'node:util';
import { type Command, Given } from './command.js';
import { UsageError } from './command-error.js';

/** Judges what was typed behind a command's name. */
export function readGiven(command: Command, args: readonly string[]): Given {
  const { flags = {} } = command;
  const options = Object.fromEntries(
    Object.entries(flags).map(([name, { value }]) => [name, { type: value === undefined ? ('boolean' as const) : ('string' as const) }]),
  );
  const { values, positionals } = parse(args, options);
  judgeArguments(command, positionals);
  return new Given(positionals, values);
}

function parse(args: readonly string[], options: Record<string, { type: 'boolean' | 'string' }>) {
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: true });
  } catch (error) {
    // The rest of Node's message is about how to write it otherwise.
    throw new UsageError(error instanceof Error ? (error.message.split(/\.(?:\s|$)|\n/)[0] ?? '') : String(error));
  }
}

function judgeArguments({ arguments: declared = [] }: Command, given: readonly string[]): void {
  const missing = declared.slice(given.length).find(({ optional }) => optional !== true);
  if (missing !== undefined) throw new UsageError(`${missing.name} is missing: ${missing.about}`);
  const [extra] = given.slice(declared.length);
  if (extra !== undefined) throw new UsageError(`unknown argument ${extra}`);
}
