/** What the protocol bounds. Each of these numbers is a setting; these are the start values. `MARU_LIMITS=relaxed` raises them. */
import { z } from 'zod';

const amount = (value: number, about: string) => z.coerce.number().int().positive().default(value).describe(about);

export const Limits = z.object({
  frameBytes: amount(65_536, 'largest frame from a client, in bytes'),
  contentCharacters: amount(4_000, 'longest message, in characters; told to clients, the schema holds it'),
  messagesPerMinute: amount(500, 'WRITE_MESSAGE a minute and user'),
  messagesBurst: amount(100, 'WRITE_MESSAGE at once'),
  signalsPerMinute: amount(600, 'READ_MESSAGE_ACK, TYPING and KEEP_ALIVE together, a minute and socket'),
  framesPerMinute: amount(120, 'all other frames, a minute and socket'),
  framesBurst: amount(100, 'all other frames at once'),
  refusalsInARow: amount(200, 'refusals in a row that close a socket with 4008'),
  registersPerMinute: amount(20, 'register calls a minute and address'),
  loginsPerMinute: amount(30, 'login calls a minute and address'),
  loginsPerAccountPerMinute: amount(10, 'login calls a minute, address and account'),
  loginsPerAccountPerHour: amount(100, 'login calls an hour and account, from all addresses together where it has not been let in before'),
  ticketsPerMinute: amount(60, 'ticket calls a minute and address'),
  profilesPerMinute: amount(20, 'profile calls a minute and account'),
  inviteCodesPerMinute: amount(60, 'invite codes tried a minute and address'),
  searchesPerMinute: amount(60, 'SEARCH_MESSAGES_REQUEST a minute and user'),
  guestsPerMinute: amount(120, 'guests named for the first time, a minute and address'),
  guestMessagesPerMinute: amount(300, 'messages a minute, guest and address'),
  guestMessagesBurst: amount(100, 'messages of a guest at once'),
  guestRoomsPerMinute: amount(240, 'rooms that guests make, a minute and address'),
  guestSockets: amount(500, "guests' sockets per address and gateway"),
  olderMessagesPerMinute: amount(200, 'messages a minute and account from older dialects that have accounts'),
  olderMessagesBurst: amount(100, 'such messages at once'),
  sockets: amount(10, 'sockets per user'),
  connections: amount(1_000, 'accepted connections per user'),
  channels: amount(1_000, 'channels per user'),
  channelMembers: amount(20_000, 'members of a channel'),
  historyPage: amount(100, 'messages in one FETCH_MESSAGES_RESPONSE'),
  searchedMessages: amount(10_000, 'messages that are looked into for one SEARCH_MESSAGES_REQUEST'),
});
export type Limits = z.infer<typeof Limits>;

/** What tests and load generators use: every bucket and count is raised, the sizes of a frame and of a page stay. */
export function relaxed(limits: Limits): Limits {
  const raised = Object.entries(limits).map(([name, value]) => [name, STAYS.has(name) ? value : value * 10_000]);
  return Limits.parse(Object.fromEntries(raised));
}
const STAYS = new Set(['frameBytes', 'contentCharacters', 'historyPage', 'searchedMessages', 'channelMembers']);

/** Numbers of the protocol that no setting changes. */
export const READ_NOTIFIED_MEMBERS = 100;
export const RESUME_REPLAY_MESSAGES = 300;
export const RESUME_CHANNELS = 1_000;
export const HISTORY_BYTES = 1_048_576;
/** Messages in one SEARCH_MESSAGES_RESPONSE: however long they are, they fit into a frame. */
export const SEARCH_PAGE = 50;
export const PRESENCE_NAMES = 128;
export const MEMBERS_PAGE = 100;
export const PUBLIC_CHANNELS_PAGE = 50;
export const CREATE_PARTICIPANTS = 99;
export const LAST_MESSAGE_CHARACTERS = 200;
