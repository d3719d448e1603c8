/** How people are called beside their usernames: learnt from the lists they are in, and from what is told of changes. */
import type { Emit } from '../events/maru-event.js';
import type { Hearing } from '../requests/server-frame.js';

interface Named {
  readonly username: string;
  readonly displayName?: string | undefined;
}

export class Profiles {
  #names: ReadonlyMap<string, string> = new Map();

  constructor(private readonly emit: Emit) {}

  /** By username; those who gave themselves no name are left out. Another map after each change. */
  get names(): ReadonlyMap<string, string> {
    return this.#names;
  }

  readonly hearing: Hearing = {
    FETCH_CONNECTIONS_RESPONSE: ({ connections }) => this.learn(connections),
    FETCH_MEMBERS_RESPONSE: ({ members }) => this.learn(members),
    NOTIFY_PROFILE: (profile) => this.learn([profile]),
  };

  /** What a program knows from elsewhere: one's own name, from `MaruHttp.me()`. */
  learn(people: readonly Named[]): void {
    const changed = people.filter(({ username, displayName }) => this.#names.get(username) !== displayName);
    if (changed.length === 0) return;
    const names = new Map(this.#names);
    for (const { username, displayName } of changed) {
      if (displayName === undefined) names.delete(username);
      else names.set(username, displayName);
    }
    this.#names = names;
    this.emit({ type: 'profiles' });
  }
}
