import { setTimeout as wait } from 'node:timers/promises';
import { Program } from '../load/program.js';
import type { CheckerSettings } from './checkers.program.js';

export interface Checked {
  readonly clients: number;
  /** Looked at, on the wire and in the timelines. */
  readonly messages: number;
  readonly holes: number;
  readonly repeated: number;
  /** The last sequence that all of them have. */
  readonly last: number;
}

export class Checkers {
  private constructor(private readonly program: Program) {}

  static async open(settings: CheckerSettings): Promise<Checkers> {
    return new Checkers(await Program.start(new URL('./checkers.program.js', import.meta.url), settings));
  }

  get pid(): number {
    return this.program.pid;
  }

  /** Waits until all have the message, but not for ever. */
  async check(last: number, patienceMs = 15_000): Promise<Checked> {
    const end = performance.now() + patienceMs;
    for (;;) {
      const checked = (await this.program.ask({})) as Checked;
      if (checked.last >= last || performance.now() > end) return checked;
      await wait(100);
    }
  }

  close(): Promise<void> {
    return this.program.close();
  }
}
