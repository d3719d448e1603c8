/** Questions at the terminal. A password is never an argument: others on the machine could read it there. */
import { createInterface, type Interface } from 'node:readline';
import { Writable } from 'node:stream';
import { CommandError } from '../command-line/command-error.js';
import type { Io } from '../command-line/io.js';

export interface Questions {
  readonly name: () => Promise<string>;
  readonly password: () => Promise<string>;
  readonly close: () => void;
}

/** At a terminal it asks, and shows nothing of the password. Over a pipe it reads one line for each. */
export function questions(io: Io): Questions {
  let muted = false;
  const echo = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      if (!muted) io.output.write(chunk);
      done();
    },
  });
  const reader = createInterface({ input: io.input, output: echo, terminal: io.interactive });
  const lines = reader[Symbol.asyncIterator]();
  const ask = async (question: string) => {
    reader.setPrompt(question);
    if (io.interactive) reader.prompt();
    const { value, done } = await nextLine(reader, lines);
    if (done === true) throw new CommandError('nothing was typed: a name and a password are needed, one line each');
    return value;
  };
  return {
    name: async () => (await ask('Name: ')).trim(),
    password: async () => {
      const answer = ask('Password: ');
      muted = io.interactive;
      const password = await answer;
      muted = false;
      if (io.interactive) io.output.write('\n');
      return password;
    },
    close: () => reader.close(),
  };
}

async function nextLine(reader: Interface, lines: AsyncIterator<string>): Promise<IteratorResult<string, undefined>> {
  const closed = new Promise<never>((_resolve, reject) => {
    reader.once('SIGINT', () => reject(new CommandError('given up', 130)));
  });
  const line = (await Promise.race([lines.next(), closed])) as IteratorResult<string, undefined>;
  reader.removeAllListeners('SIGINT');
  return line;
}
