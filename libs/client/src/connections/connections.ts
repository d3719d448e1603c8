/** My friends, and who invited whom: fetched once per connection, and kept up to date by what is heard. */
import type { ConnectionStatus, ConnectionView } from '@maru/contracts';
import type { Account } from '../account.js';
import type { Clock } from '../clock.js';
import type { Emit } from '../events/maru-event.js';
import { toMaruError } from '../maru-error.js';
import type { Ask } from '../requests/ask.js';
import { Refetch } from '../requests/refetch.js';
import type { Hearing } from '../requests/server-frame.js';

const STATUSES = ['PENDING', 'ACCEPTED', 'REJECTED', 'DISCONNECTED'] as const satisfies readonly ConnectionStatus[];

export class Connections {
  #connections: ReadonlyMap<string, ConnectionView> = new Map();
  readonly #refetch: Refetch;

  constructor(
    ask: Ask,
    private readonly emit: Emit,
    private readonly account: Account,
    private readonly clock: Clock,
  ) {
    this.#refetch = new Refetch(async () => {
      const answers = await Promise.all(STATUSES.map((status) => ask({ type: 'FETCH_CONNECTIONS_REQUEST', status }, { bound: true })));
      this.#connections = new Map(answers.flatMap(({ connections }) => connections).map((view) => [view.username, view]));
      this.emit({ type: 'connections' });
    });
  }

  /** By name; of this status, or all. */
  list(status?: ConnectionStatus): readonly ConnectionView[] {
    const all = [...this.#connections.values()].toSorted((a, b) => (a.username < b.username ? -1 : 1));
    return status === undefined ? all : all.filter((connection) => connection.status === status);
  }

  get(username: string): ConnectionView | undefined {
    return this.#connections.get(username);
  }

  /** Who waits for my answer. */
  get invitations(): readonly ConnectionView[] {
    return this.list('PENDING').filter(({ inviter }) => !this.account.isMe(inviter));
  }

  fetch(): Promise<void> {
    return this.#refetch.fresh();
  }

  readonly hearing: Hearing = {
    ASK_INVITE: ({ username }) => this.#set(username, 'PENDING', username),
    NOTIFY_INVITE: ({ username }) => this.#set(username, 'PENDING', this.account.username),
    INVITE_RESPONSE: ({ username }) => this.#set(username, 'PENDING', this.account.username),
    ACCEPT_RESPONSE: ({ username }) => this.#set(username, 'ACCEPTED', username),
    NOTIFY_ACCEPT: ({ username, by }) => this.#set(username, 'ACCEPTED', by === undefined ? this.account.username : username),
    REJECT_RESPONSE: ({ username }) => this.#set(username, 'REJECTED', username),
    NOTIFY_REJECT: ({ username }) => this.#set(username, 'REJECTED', username),
    DISCONNECT_RESPONSE: ({ username }) => this.#set(username, 'DISCONNECTED', undefined),
    NOTIFY_DISCONNECT: ({ username }) => this.#set(username, 'DISCONNECTED', undefined),
  };

  /** `inviter` undefined: the one it was. */
  #set(username: string, status: ConnectionStatus, inviter: string | undefined): void {
    const connection = { username, status, inviter: inviter ?? this.get(username)?.inviter ?? username };
    this.#connections = new Map([...this.#connections, [username, connection]]);
    this.emit({ type: 'connection', connection });
    if (this.#refetch.isRunning) this.#changed();
  }

  /** An answer that is on its way may be older than this. */
  #changed(): void {
    this.#refetch
      .untilHere(this.clock)
      .catch((error: unknown) => this.emit({ type: 'error', error: toMaruError(error), about: 'FETCH_CONNECTIONS_REQUEST' }));
  }
}
