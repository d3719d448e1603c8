/** All that a program can be told, in one union: `client.on(type, …)` and `client.events()` speak of nothing else. */
import type { ConnectionView, PresenceView, Role, Settings } from '@maru/contracts';
import type { Channel } from '../channels/channel.js';
import type { MaruError } from '../maru-error.js';
import type { OutboxEntry } from '../outbox/outbox-entry.js';
import type { SocketState } from '../socket/socket-state.js';
import type { SentEntry } from '../timeline/timeline-state.js';

export type MaruEvent =
  /** The socket's state changed. */
  | { readonly type: 'state'; readonly state: SocketState }
  /** A message that is new: each once, in the channel's order, whatever happened to the connection. `mine`: I wrote it, here or elsewhere. */
  | { readonly type: 'message'; readonly channelId: number; readonly message: SentEntry; readonly mine: boolean }
  /** Too much was missed for a replay: no `message` was told for it. The timeline begins afresh. */
  | { readonly type: 'reset'; readonly channelId: number }
  /** Entries, gaps or pending messages of this channel changed. */
  | { readonly type: 'timeline'; readonly channelId: number }
  /** A message of mine moved on: pending, failed (with a code), sent or discarded. */
  | { readonly type: 'outbox'; readonly entry: OutboxEntry; readonly change: 'pending' | 'failed' | 'sent' | 'discarded' }
  /** The list of my channels was fetched, or a channel was added, removed or moved. */
  | { readonly type: 'channels' }
  /** One of my channels changed: its title, its last message, its unread count … */
  | { readonly type: 'channel'; readonly channel: Channel }
  | { readonly type: 'join'; readonly channelId: number; readonly username: string; readonly by?: string }
  /** Somebody, or I myself, is no longer a member. `by`: was removed by. */
  | { readonly type: 'quit'; readonly channelId: number; readonly username: string; readonly by?: string }
  | { readonly type: 'role'; readonly channelId: number; readonly username: string; readonly role: Role }
  /** The members known of a channel changed, or how far they have read. */
  | { readonly type: 'members'; readonly channelId: number }
  | { readonly type: 'read'; readonly channelId: number; readonly username: string; readonly lastReadMessageSequence: number }
  /** All who type there now. */
  | { readonly type: 'typing'; readonly channelId: number; readonly usernames: readonly string[] }
  | { readonly type: 'presence'; readonly presence: PresenceView }
  /** Somebody is called otherwise beside the username, as far as is known here. */
  | { readonly type: 'profiles' }
  /** What my account has chosen, here or elsewhere: all of it. */
  | { readonly type: 'settings'; readonly settings: Settings }
  /** The connections were fetched. */
  | { readonly type: 'connections' }
  /** My connection to this person changed: an invitation came, was accepted, declined, or it ended. */
  | { readonly type: 'connection'; readonly connection: ConnectionView }
  /** Something failed that no promise tells of. Nothing need be done. */
  | { readonly type: 'error'; readonly error: MaruError; readonly about: string };

export type MaruEventType = MaruEvent['type'];
export type EventOf<T extends MaruEventType> = Extract<MaruEvent, { type: T }>;
export type Emit = (event: MaruEvent) => void;
