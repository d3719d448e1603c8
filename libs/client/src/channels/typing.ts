/** Who types where. A word of it holds for five seconds, so it is said again while one goes on, though never more often than every three. */
import type { Account } from '../account.js';
import type { Clock } from '../clock.js';
import type { Emit, EventOf } from '../events/maru-event.js';
import type { Hearing } from '../requests/server-frame.js';

const SHOWN_MS = 5_000;
const SAID_EVERY_MS = 3_000;

export class Typing {
  /** channel → name → how to call its end off. */
  readonly #typists = new Map<number, Map<string, () => void>>();
  readonly #saidAt = new Map<number, number>();

  constructor(
    private readonly clock: Clock,
    private readonly emit: Emit,
    private readonly account: Account,
    private readonly signal: (frame: { type: 'TYPING'; channelId: number }) => boolean,
  ) {}

  in(channelId: number): readonly string[] {
    return [...(this.#typists.get(channelId)?.keys() ?? [])];
  }

  /** I type. Call it at each key: most calls say nothing. */
  say(channelId: number): void {
    const now = this.clock.now();
    if (now - (this.#saidAt.get(channelId) ?? -Infinity) < SAID_EVERY_MS) return;
    if (this.signal({ type: 'TYPING', channelId })) this.#saidAt.set(channelId, now);
  }

  /** Whoever has written types no more; and my next word of typing need not wait. */
  readonly newMessage = ({ channelId, message }: EventOf<'message'>): void => {
    if (this.account.isMe(message.username)) this.#saidAt.delete(channelId);
    this.#end(channelId, message.username);
  };

  readonly hearing: Hearing = {
    NOTIFY_TYPING: ({ channelId, username }) => this.#begin(channelId.id, username),
  };

  #begin(channelId: number, username: string): void {
    const typists = this.#typists.get(channelId) ?? new Map<string, () => void>();
    this.#typists.set(channelId, typists);
    const callOff = typists.get(username);
    callOff?.();
    typists.set(
      username,
      this.clock.after(SHOWN_MS, () => this.#end(channelId, username)),
    );
    if (callOff === undefined) this.#tell(channelId);
  }

  #end(channelId: number, username: string): void {
    const typists = this.#typists.get(channelId);
    const callOff = typists?.get(username);
    if (typists === undefined || callOff === undefined) return;
    callOff();
    typists.delete(username);
    if (typists.size === 0) this.#typists.delete(channelId);
    this.#tell(channelId);
  }

  #tell(channelId: number): void {
    this.emit({ type: 'typing', channelId, usernames: this.in(channelId) });
  }
}
