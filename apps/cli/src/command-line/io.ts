import type { Readable, Writable } from 'node:stream';

/** What a command hears and says on. Tests are its other end. */
export interface Io {
  readonly input: Readable;
  readonly output: Writable;
  readonly errors: Writable;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Somebody sits at both ends. */
  readonly interactive: boolean;
}

export function processIo(): Io {
  const { stdin, stdout, stderr, env } = process;
  return { input: stdin, output: stdout, errors: stderr, environment: env, interactive: stdin.isTTY && stdout.isTTY };
}

export function say(io: Io, ...lines: readonly string[]): void {
  for (const line of lines) io.output.write(`${line}\n`);
}
