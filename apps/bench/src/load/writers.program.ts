/**
 * Those who write: at an even pace that does not wait for answers. A message bears the time at which it was due, not the one at which it
 * was sent: what waits because the server is slow is measured, too.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { Histogram } from '../measure/histogram.js';
import type { Handshake } from './handshakes.js';
import { serve } from './program.js';
import { openWriter, type Writer, type WriterKind } from './writer-kinds.js';
import type { Written } from './writers.js';

export interface WriterSettings {
  readonly kind: WriterKind;
  readonly handshakes: readonly Handshake[];
  readonly channelId: number;
  /** Bytes of a message's content. */
  readonly bytes: number;
}

const ACK_PATIENCE_MS = 10_000;

function nowUs(): number {
  return Number(process.hrtime.bigint() / 1_000n);
}

class Writers {
  private readonly due: number[][];
  private histogram = new Histogram();
  private acked = 0;
  private refused = 0;
  private sent = 0;
  private nextId = Date.now();

  constructor(
    private readonly writers: readonly Writer[],
    private readonly bytes: number,
  ) {
    this.due = writers.map(() => []);
    for (const [index, writer] of writers.entries()) writer.acked = (stored) => this.take(index, stored);
  }

  async write(rate: number, seconds: number, awaitAcks: boolean): Promise<Written> {
    this.histogram = new Histogram();
    this.acked = this.refused = this.sent = 0;
    const startUs = nowUs();
    const total = Math.round(rate * seconds);
    while (this.sent < total) {
      const due = Math.min(total, Math.floor(((nowUs() - startUs) * rate) / 1e6) + 1);
      while (this.sent < due) this.writeOne(startUs + Math.round((this.sent * 1e6) / rate));
      await wait(1);
    }
    const endUs = nowUs();
    const patience = performance.now() + ACK_PATIENCE_MS;
    if (awaitAcks) while (this.acked + this.refused < total && performance.now() < patience) await wait(2);
    return { sent: this.sent, acked: this.acked, refused: this.refused, startUs, endUs, ackTook: this.histogram.took };
  }

  private writeOne(dueUs: number): void {
    const index = this.sent % this.writers.length;
    const content = `~${dueUs} `.padEnd(this.bytes, 'maru ');
    this.due[index]?.push(dueUs);
    this.writers[index]?.write(content, `b${(this.nextId++).toString(36)}`);
    this.sent++;
  }

  private take(index: number, stored: boolean): void {
    const due = this.due[index]?.shift() ?? 0;
    if (stored) this.acked++;
    else this.refused++;
    this.histogram.add(nowUs() - due);
  }
}

await serve(async (settings) => {
  const { kind, handshakes, channelId, bytes } = settings as WriterSettings;
  const opened: Writer[] = [];
  for (const one of handshakes) opened.push(await openWriter(kind, one, channelId));
  const writers = new Writers(opened, bytes);
  return (wish) => {
    const { rate, seconds, awaitAcks } = wish as { rate: number; seconds: number; awaitAcks: boolean };
    return writers.write(rate, seconds, awaitAcks);
  };
});
