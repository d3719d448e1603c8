/** The command line as somebody uses it: words and typed lines in, printed lines and an exit code out. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import { connect, type MaruClient, MaruHttp } from '@maru/client';
import { runCommand } from './command-line/run-command.js';
import type { Io } from './command-line/io.js';
import { commands } from './commands.js';

export const PASSWORD = 'a long passphrase';

export class Home {
  private constructor(readonly folder: string) {}

  static async make(): Promise<Home> {
    return new Home(await mkdtemp(join(tmpdir(), 'maru-cli-')));
  }

  /** A command over a pipe, to its end. */
  async run(words: readonly string[], typed = ''): Promise<{ code: number; out: string[]; errors: string }> {
    const running = this.begin(words);
    running.input.end(typed);
    return { code: await running.code, out: running.lines(), errors: running.errors() };
  }

  /** A command that goes on: what is typed, and what is printed so far. */
  begin(words: readonly string[], { interactive = false } = {}) {
    const input = new PassThrough();
    const [output, errors] = [new Printed(), new Printed()];
    const io: Io = { input, output, errors, environment: { HOME: this.folder }, interactive };
    const code = runCommand(commands, words, io);
    return {
      input,
      code,
      type: (...lines: string[]) => input.write(lines.map((line) => `${line}\n`).join('')),
      lines: () => output.text.split('\n').slice(0, -1),
      printed: () => output.text,
      errors: () => errors.text,
    };
  }

  async register(server: string, ...names: string[]): Promise<void> {
    for (const name of names) {
      const { code, errors } = await this.run(['register', name, '--server', server], `${PASSWORD}\n`);
      if (code !== 0) throw new Error(errors);
    }
  }

  async close(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}

class Printed extends Writable {
  text = '';
  readonly columns = 80;

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

/** Somebody else, who uses another client. */
export async function somebody(server: string, username: string): Promise<MaruClient> {
  const http = new MaruHttp(server);
  await http.register(username, PASSWORD);
  await http.login(username, PASSWORD);
  const client = connect({ http });
  await client.whenLive();
  return client;
}

export async function befriend(one: MaruClient, other: MaruClient): Promise<void> {
  const { inviteCode } = await other.request({ type: 'FETCH_USER_INVITE_CODE_REQUEST' });
  await one.request({ type: 'INVITE_REQUEST', userInviteCode: inviteCode });
  await other.request({ type: 'ACCEPT_REQUEST', username: one.username ?? '' });
}
