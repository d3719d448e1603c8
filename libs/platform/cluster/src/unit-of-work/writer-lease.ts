import type { Clock } from '@maru/ports';
import { Logger } from '@nestjs/common';
import type { ConnectionOptions, RowDataPacket } from 'mysql2/promise';
import { NamedLock } from '../mysql/named-lock.js';

const RETAKE_MS = 200;
const BEAT_MS = 2_000;
/** The server gives up a holder that has not been heard of for so long: its machine may be gone. */
const SILENCE_SECONDS = 10;

interface Answer extends RowDataPacket {
  readonly isFree: number | null;
}

/**
 * Says that a writer of an outbox lives. It is a lock in the database whose rows it is about, so it cannot be lost while they are reachable;
 * it dies with its process at once, and with its machine after a few seconds.
 */
export class WriterLease {
  private lock: NamedLock | undefined;
  private closed = false;
  private retaking: Promise<void> | undefined;
  private readonly stopBeating: () => void;
  private readonly logger = new Logger('Outbox');

  private constructor(
    private readonly server: ConnectionOptions,
    private readonly scope: string,
    private readonly writer: string,
    private readonly clock: Clock,
  ) {
    this.stopBeating = clock.every(BEAT_MS, () => void this.beat());
  }

  static async take(server: ConnectionOptions, scope: string, writer: string, clock: Clock): Promise<WriterLease> {
    const lease = new WriterLease(server, scope, writer, clock);
    await lease.connect();
    return lease;
  }

  /** Whether that writer is gone. Fails while the lease itself is not held: then nothing is known. */
  async isGone(writer: string): Promise<boolean> {
    if (!this.lock) throw new Error('the lease of this writer is lost at the moment');
    const [rows] = await this.lock.connection.query<Answer[]>('SELECT IS_FREE_LOCK(?) AS isFree', [nameOf(this.scope, writer)]);
    return rows[0]?.isFree === 1;
  }

  async close(): Promise<void> {
    this.closed = true;
    this.stopBeating();
    await this.lock?.release();
  }

  private async connect(): Promise<void> {
    const lock = await NamedLock.take(this.server, nameOf(this.scope, this.writer), 0);
    if (!lock) throw new Error(`there is another writer ${this.writer}`);
    lock.connection.on('error', () => this.lose(lock));
    lock.connection.on('end', () => this.lose(lock));
    await lock.connection.query(`SET SESSION wait_timeout = ${SILENCE_SECONDS}`);
    this.lock = lock;
  }

  private async beat(): Promise<void> {
    const { lock } = this;
    if (!lock) return;
    try {
      await lock.connection.ping();
    } catch {
      this.lose(lock);
    }
  }

  private lose(lost: NamedLock): void {
    if (this.lock !== lost) return;
    this.lock = undefined;
    lost.connection.destroy();
    if (!this.closed) this.retaking ??= this.retake().finally(() => (this.retaking = undefined));
  }

  private async retake(): Promise<void> {
    for (let attempt = 1; !this.lock; attempt++) {
      await this.clock.sleep(RETAKE_MS);
      if (this.closed) return;
      try {
        await this.connect();
      } catch (error) {
        if (attempt === 1) this.logger.warn(`the database is not there to keep the lease of an outbox: ${String(error)}`);
      }
    }
  }
}

function nameOf(scope: string, writer: string): string {
  return `${scope}.${writer}`;
}
