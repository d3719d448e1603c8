/** Which of the people one looks at are there. The server is told whom one follows, on each connection anew. */
import { PRESENCE_NAMES, type PresenceView } from '@maru/contracts';
import type { Emit } from '../events/maru-event.js';
import { invalidField, toMaruError, UnansweredError } from '../maru-error.js';
import type { Ask } from '../requests/ask.js';
import type { Hearing } from '../requests/server-frame.js';

export class Presence {
  readonly #presences = new Map<string, PresenceView>();
  #followed: readonly string[] = [];

  constructor(
    private readonly ask: Ask,
    private readonly emit: Emit,
  ) {}

  /** Undefined: not followed, or no friend. */
  get(username: string): PresenceView | undefined {
    return this.#presences.get(username);
  }

  /** Follows exactly these, at most 128, until told otherwise. Friends and oneself are heard of; others are left out. */
  async follow(usernames: readonly string[]): Promise<readonly PresenceView[]> {
    if (usernames.length > PRESENCE_NAMES) throw invalidField(`At most ${PRESENCE_NAMES} people can be followed.`);
    this.#followed = [...usernames];
    const { presences } = await this.ask({ type: 'FETCH_PRESENCE_REQUEST', usernames: [...usernames] });
    return presences;
  }

  /** A new connection follows nobody yet. */
  async followAgain(): Promise<void> {
    if (this.#followed.length === 0) return;
    try {
      await this.follow(this.#followed);
    } catch (error) {
      if (!(error instanceof UnansweredError)) this.emit({ type: 'error', error: toMaruError(error), about: 'FETCH_PRESENCE_REQUEST' });
    }
  }

  readonly hearing: Hearing = {
    FETCH_PRESENCE_RESPONSE: ({ presences }) => {
      this.#presences.clear();
      for (const presence of presences) this.#set(presence);
    },
    NOTIFY_PRESENCE: ({ type: _type, ...presence }) => this.#set(presence),
  };

  #set(presence: PresenceView): void {
    this.#presences.set(presence.username, presence);
    this.emit({ type: 'presence', presence });
  }
}
