/** A program of the bench in a process of its own: it is told what to do, and tells what came of it. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

export class Program {
  private constructor(private readonly child: ChildProcess) {}

  /** Resolves when it is ready. */
  static async start(file: URL, settings: object, execArgv: readonly string[] = []): Promise<Program> {
    const child = fork(file, [JSON.stringify(settings)], { execArgv: [...execArgv] });
    const program = new Program(child);
    await program.answer();
    return program;
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** One thing at a time. */
  async ask(wish: object): Promise<unknown> {
    const answer = this.answer();
    this.child.send(wish);
    return await answer;
  }

  /** At once: one that is flooded would go on for long, and has nothing to save. */
  async close(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const gone = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await gone;
  }

  private async answer(): Promise<unknown> {
    const ended = new AbortController();
    const gone = once(this.child, 'exit', { signal: ended.signal }).then(() => {
      throw new Error(`${this.child.spawnargs[1]} has ended`);
    });
    try {
      const said: unknown[] = await Promise.race([once(this.child, 'message', { signal: ended.signal }), gone]);
      return said[0];
    } finally {
      ended.abort();
      gone.catch(() => undefined);
    }
  }
}

/** Inside of such a program: `begin` makes it ready, and answers with what it does at each wish. */
export async function serve(begin: (settings: unknown) => Promise<(wish: unknown) => Promise<object>>): Promise<void> {
  process.on('disconnect', () => process.exit(0));
  const answer = await begin(JSON.parse(process.argv[2] ?? '{}'));
  const reply = async (wish: unknown) => void process.send?.(await answer(wish));
  process.on('message', (wish) => void reply(wish));
  process.send?.({ ready: true });
}
