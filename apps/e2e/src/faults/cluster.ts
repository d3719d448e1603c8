/** The cluster that is up on this machine, in the hand of the program that tries it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const program = fileURLToPath(new URL('../../../../tools/cluster/hand.mjs', import.meta.url));

const Answer = z.union([z.object({ error: z.string() }), z.object({ answer: z.unknown() })]);
const Where = z.object({
  port: z.int(),
  settings: z.record(z.string(), z.string()),
  services: z.array(z.string()),
  mysql: z.array(z.string()),
});

export class Cluster {
  private readonly waiting: PromiseWithResolvers<unknown>[] = [];

  private constructor(private readonly child: ChildProcess) {
    createInterface({ input: child.stdout! }).on('line', (line) => this.hear(line));
    child.on('close', () => {
      for (const { reject } of this.waiting) reject(new Error('the hand on the cluster has ended'));
    });
  }

  static open(): Cluster {
    // Who comes back has the limits that the others have: a steady load of a few people is over what one may ask by hand.
    const env = { ...process.env, MARU_LIMITS: 'relaxed', MARU_DIALECTS: 'rooms,chat-room,stomp' };
    return new Cluster(spawn(process.execPath, [program], { env, stdio: ['pipe', 'pipe', 'inherit'] }));
  }

  async where(): Promise<z.infer<typeof Where>> {
    return Where.parse(await this.ask({ deed: 'where' }));
  }

  async kill(name: string): Promise<void> {
    await this.ask({ deed: 'kill', names: [name] });
  }

  async freeze(name: string): Promise<void> {
    await this.ask({ deed: 'freeze', names: [name] });
  }

  async thaw(name: string): Promise<void> {
    await this.ask({ deed: 'thaw', names: [name] });
  }

  /** Resolves when they have ended by themselves. */
  async stop(...names: string[]): Promise<void> {
    await this.ask({ deed: 'stop', names });
  }

  /** Resolves when they are ready. */
  async start(...names: string[]): Promise<void> {
    await this.ask({ deed: 'start', names });
  }

  /** Values of the only row. */
  async sql(server: string, statement: string): Promise<string[]> {
    const text = z.string().parse(await this.ask({ deed: 'sql', names: [server], statement }));
    return text.trim().split('\t');
  }

  close(): void {
    this.child.stdin?.end();
  }

  private ask(wish: object): Promise<unknown> {
    const waiter = Promise.withResolvers<unknown>();
    this.waiting.push(waiter);
    this.child.stdin?.write(`${JSON.stringify(wish)}\n`);
    return waiter.promise;
  }

  private hear(line: string): void {
    const answer = Answer.parse(JSON.parse(line));
    const waiter = this.waiting.shift();
    if ('error' in answer) waiter?.reject(new Error(answer.error));
    else waiter?.resolve(answer.answer);
  }
}
