/**
 * What was sent off and is not confirmed. Each message is kept until the server has it or has refused it for good; the messages of a channel
 * arrive in the order in which they were sent off, each once, whatever happens to the connection or to the program.
 */
import { Content } from '@maru/contracts';
import { type Clock, randomId, sleep } from '../clock.js';
import { type MaruError, type MaruErrorCode, toMaruError } from '../maru-error.js';
import { BackOff } from '../socket/back-off.js';
import { Lane } from './lane.js';
import type { OutboxEntry } from './outbox-entry.js';
import type { OutboxStorage } from './outbox-storage.js';
import { Slots } from './slots.js';

export interface OutboxListener {
  /** Hands a message over. Kept when it is acked. */
  write(entry: OutboxEntry): Promise<unknown>;
  changed(entry: OutboxEntry, change: 'pending' | 'failed' | 'sent' | 'discarded'): void;
  storageFailed(error: MaruError): void;
}

const RESEND_MS = 1_000;
const RESEND_MAX_MS = 30_000;
/** Messages of different channels under way at once: few enough that a limit, once met, is not met by hundreds. */
const AT_ONCE = 16;

export class Outbox {
  readonly #lanes = new Map<number, Lane>();
  /** Counts the times that sending began; undefined: it rests. */
  #turn = 0;
  #live = false;
  #username: string | undefined;
  #pausedUntil = 0;
  readonly #slots = new Slots(AT_ONCE);
  #lastAt = 0;
  #stored: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly storage: OutboxStorage,
    private readonly clock: Clock,
    private readonly listener: OutboxListener,
  ) {
    storage.onMore?.(() => void this.load().then(() => this.#workAll()));
  }

  /** Whatever is under way or failed, by channel and order. */
  get entries(): readonly OutboxEntry[] {
    return [...this.#lanes.values()].flatMap(({ entries }) => entries);
  }

  /** Brings back what an earlier run left. */
  async load(): Promise<void> {
    const stored = await this.storage.all().catch((error: unknown): readonly OutboxEntry[] => {
      this.listener.storageFailed(toMaruError(error));
      return [];
    });
    // A storage may keep one that was retried in its old place, and have what was sent meanwhile.
    const left = stored.filter(({ clientMessageId }) => !this.#find(clientMessageId)).toSorted((a, b) => a.createdAt - b.createdAt);
    for (const [channelId, entries] of Map.groupBy(left, (entry) => entry.channelId)) this.#lane(channelId).prepend(entries);
    for (const entry of left) {
      this.#lastAt = Math.max(this.#lastAt, entry.createdAt);
      this.listener.changed(entry, 'pending');
      if (entry.state === 'failed') this.listener.changed(entry, 'failed');
    }
  }

  send(channelId: number, content: string): OutboxEntry {
    return this.#append({ clientMessageId: randomId(), channelId, content });
  }

  /** Once more, at the end of its channel. Answers undefined where there is no such failed message. */
  retry(clientMessageId: string): OutboxEntry | undefined {
    const entry = this.#find(clientMessageId);
    if (entry?.state !== 'failed') return undefined;
    const { channelId, content, code } = entry;
    // Its id belongs to another message already. In all other cases it stays: if an attempt did arrive, this one is the same message.
    const id = code === 'IDEMPOTENCY_CONFLICT' ? randomId() : clientMessageId;
    if (id === clientMessageId) this.#lane(channelId).remove(clientMessageId);
    else this.discard(clientMessageId);
    return this.#append({ clientMessageId: id, channelId, content });
  }

  discard(clientMessageId: string): void {
    const entry = this.#remove(clientMessageId);
    if (entry !== undefined) this.listener.changed(entry, 'discarded');
  }

  /** The server has it, however we know. */
  settle(clientMessageId: string): void {
    const entry = this.#remove(clientMessageId);
    if (entry !== undefined) this.listener.changed(entry, 'sent');
  }

  start(username: string): void {
    this.#username = username;
    this.#live = true;
    this.#turn++;
    for (const entry of this.entries) if ((entry.username ?? username) !== username) this.#leaveToOther(entry);
    this.#workAll();
  }

  stop(): void {
    this.#live = false;
    this.#turn++;
  }

  /** Kept when all that happened up to now is in the storage. */
  async stored(): Promise<void> {
    await this.#stored;
  }

  #append(fresh: Pick<OutboxEntry, 'clientMessageId' | 'channelId' | 'content'>): OutboxEntry {
    this.#lastAt = Math.max(this.clock.now(), this.#lastAt + 1);
    const mine = this.#username === undefined ? {} : { username: this.#username };
    const entry: OutboxEntry = { ...fresh, ...mine, createdAt: this.#lastAt, state: 'pending' };
    const lane = this.#lane(entry.channelId);
    lane.append(entry);
    this.#keep(this.storage.put(entry));
    this.listener.changed(entry, 'pending');
    // What no server would take is not sent: a frame that is too big would cost the connection, again and again.
    if (!Content.safeParse(entry.content).success) return this.#fail(lane, entry, 'INVALID_FIELD');
    void this.#work(lane);
    return entry;
  }

  #workAll(): void {
    for (const lane of this.#lanes.values()) void this.#work(lane);
  }

  async #work(lane: Lane): Promise<void> {
    const turn = this.#turn;
    if (!this.#live || lane.workedOnBy === turn) return;
    lane.workedOnBy = turn;
    const backOff = new BackOff(this.clock, RESEND_MS, RESEND_MAX_MS);
    while (turn === this.#turn && lane.next !== undefined) {
      const waitMs = await this.#slots.with(() => this.#attempt(lane, backOff, turn));
      if (waitMs > 0) await sleep(this.clock, waitMs);
    }
    if (lane.workedOnBy === turn) lane.workedOnBy = undefined;
  }

  /** Answers with how long to wait before the next one. */
  async #attempt(lane: Lane, backOff: BackOff, turn: number): Promise<number> {
    const entry = lane.next;
    const pauseMs = this.#pausedUntil - this.clock.now();
    if (turn !== this.#turn || entry === undefined || pauseMs > 0) return Math.max(0, pauseMs);
    try {
      await this.listener.write(entry);
      this.settle(entry.clientMessageId);
      backOff.reset();
      return 0;
    } catch (thrown) {
      const error = toMaruError(thrown);
      if (turn !== this.#turn) return 0;
      if (!error.retryable) {
        if (lane.get(entry.clientMessageId) === entry) this.#fail(lane, entry, error.code);
        return 0;
      }
      const waitMs = error.retryAfterMs ?? backOff.next();
      if (error.code === 'RATE_LIMITED') this.#pausedUntil = this.clock.now() + waitMs;
      return waitMs;
    }
  }

  #fail(lane: Lane, entry: OutboxEntry, code: MaruErrorCode): OutboxEntry {
    const failed: OutboxEntry = { ...entry, state: 'failed', code };
    lane.replace(failed);
    this.#keep(this.storage.put(failed));
    this.listener.changed(failed, 'failed');
    return failed;
  }

  /** Somebody else sent it off here before. It stays in the storage for them. */
  #leaveToOther(entry: OutboxEntry): void {
    this.#lane(entry.channelId).remove(entry.clientMessageId);
    this.listener.changed(entry, 'discarded');
  }

  #remove(clientMessageId: string): OutboxEntry | undefined {
    const entry = this.#find(clientMessageId);
    if (entry === undefined) return undefined;
    this.#lane(entry.channelId).remove(clientMessageId);
    this.#keep(this.storage.remove(clientMessageId));
    return entry;
  }

  #find(clientMessageId: string): OutboxEntry | undefined {
    return this.entries.find((entry) => entry.clientMessageId === clientMessageId);
  }

  #lane(channelId: number): Lane {
    const lane = this.#lanes.get(channelId) ?? new Lane();
    this.#lanes.set(channelId, lane);
    return lane;
  }

  #keep(change: Promise<void>): void {
    const kept = change.catch((error: unknown) => this.listener.storageFailed(toMaruError(error)));
    this.#stored = Promise.all([this.#stored, kept]);
  }
}
