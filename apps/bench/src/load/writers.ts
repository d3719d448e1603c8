import type { Took } from '../measure/histogram.js';
import { Program } from './program.js';
import type { WriterSettings } from './writers.program.js';

export interface Written {
  readonly sent: number;
  readonly acked: number;
  readonly refused: number;
  readonly startUs: number;
  /** When the last one was sent. */
  readonly endUs: number;
  /** From when a message was due to its ack. */
  readonly ackTook: Took;
}

export class Writers {
  private constructor(private readonly program: Program) {}

  static async open(settings: WriterSettings): Promise<Writers> {
    return new Writers(await Program.start(new URL('./writers.program.js', import.meta.url), settings));
  }

  get pid(): number {
    return this.program.pid;
  }

  /** `rate` messages a second, of all writers together. Resolves when all are sent, and answered where that is awaited. */
  async write(rate: number, seconds: number, awaitAcks = true): Promise<Written> {
    return (await this.program.ask({ rate, seconds, awaitAcks })) as Written;
  }

  close(): Promise<void> {
    return this.program.close();
  }
}
