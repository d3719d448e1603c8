/** Requests and their answers, by type: what `client.request(…)` takes and gives follows from the contracts alone. */
import { type AnswerFrame, type RequestFrame, type RequestType, requests, type ServerFrame } from '@maru/contracts';

/** The requests that have an answer (the others are heard of only where they are refused). */
export type AskedType = { [T in RequestType]: (typeof requests)[T] extends { answer: object } ? T : never }[RequestType];
export type AskedFrame = RequestFrame<AskedType>;

export type Ask = <F extends AskedFrame>(frame: F, options?: AskOptions) => Promise<AnswerFrame<F['type']>>;

export interface AskOptions {
  /** Belongs to the socket it was sent on: it is not asked again on the next one, and is not held back for it. */
  readonly bound?: boolean;
}

export function isAnswerTo<T extends AskedType>(type: T, frame: ServerFrame): frame is AnswerFrame<T> & ServerFrame {
  return frame.type === requests[type].answer.shape.type.value;
}

/**
 * What is done with a request whose socket dropped before it was answered. `again`: sent once more on the next socket, since it reads, or since
 * doing it twice is doing it once. `fails`: with `UNAVAILABLE`, as nobody knows whether it took effect.
 */
export const afterDrop: Readonly<Record<AskedType, 'again' | 'fails'>> = {
  FETCH_USER_INVITE_CODE_REQUEST: 'again',
  RESET_USER_INVITE_CODE_REQUEST: 'fails',
  INVITE_REQUEST: 'fails',
  ACCEPT_REQUEST: 'fails',
  REJECT_REQUEST: 'fails',
  DISCONNECT_REQUEST: 'fails',
  FETCH_CONNECTIONS_REQUEST: 'again',
  CREATE_REQUEST: 'again', // by its requestId
  UPDATE_CHANNEL_REQUEST: 'fails',
  FETCH_CHANNELS_REQUEST: 'again',
  FETCH_PUBLIC_CHANNELS_REQUEST: 'again',
  FETCH_CHANNEL_INVITE_CODE_REQUEST: 'again',
  RESET_CHANNEL_INVITE_CODE_REQUEST: 'fails',
  JOIN_REQUEST: 'again', // a member who joins hears the same again
  ENTER_REQUEST: 'again',
  LEAVE_REQUEST: 'again',
  QUIT_REQUEST: 'fails',
  REMOVE_MEMBER_REQUEST: 'fails',
  HAND_OVER_REQUEST: 'fails',
  SET_NOTIFY_REQUEST: 'again',
  FETCH_MEMBERS_REQUEST: 'again',
  WRITE_MESSAGE: 'fails', // the outbox sends it again, in its order
  FETCH_MESSAGES_REQUEST: 'again',
  SEARCH_MESSAGES_REQUEST: 'again',
  FETCH_PRESENCE_REQUEST: 'again',
  RESUME: 'fails',
  KEEP_ALIVE: 'fails',
};
