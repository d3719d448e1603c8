/**
 * The other end of the wire, by the book of the protocol: one person at some sockets, others who write at a call. It can be cut at any moment,
 * before a frame arrives or before its answer does, refuse, and forget.
 */
import { type MessageView, type RequestFrame, requests, type RequestType, RESUME_REPLAY_MESSAGES } from '@maru/contracts';
import type { OpenSocket } from '../socket/socket.js';
import { FakeSocket } from './fake-socket.js';

export interface FakeChannel {
  readonly title: string;
  readonly messages: MessageView[];
  readonly pointers: Map<string, number>;
}

type Refusal = { code: string; retryable: boolean; retryAfterMs?: number } | 'silence' | undefined;

export class FakeMaru {
  readonly channels = new Map<number, FakeChannel>();
  readonly sockets: FakeSocket[] = [];
  /** Every request that arrived, and every message that was stored by one. */
  readonly heard: RequestFrame[] = [];
  connections: { username: string; status: string; inviter: string; displayName?: string }[] = [];
  refuse: (frame: RequestFrame) => Refusal = () => undefined;
  /** What the next handshakes end with; undefined: HELLO. */
  closesWith: number | undefined;
  /** Whether frames travel by themselves. */
  automatic = true;
  heartbeatMs = 25_000;

  /** Add what a test needs: the last of the frames is the answer. */
  readonly answers: { [T in RequestType]?: (frame: RequestFrame<T>, socket: FakeSocket) => readonly object[] } = {
    WRITE_MESSAGE: (frame, socket) => this.#store(frame, socket),
    RESUME: ({ channels }) => [...channels.flatMap(([id, after]) => this.#replay(id, after)), { type: 'SYNCED' }],
    FETCH_CHANNELS_REQUEST: () => [{ type: 'FETCH_CHANNELS_RESPONSE', channels: [...this.channels].map((entry) => this.#view(entry)) }],
    FETCH_CONNECTIONS_REQUEST: ({ status }) => [
      { type: 'FETCH_CONNECTIONS_RESPONSE', connections: this.connections.filter((connection) => connection.status === status) },
    ],
    FETCH_MESSAGES_REQUEST: (frame) => [
      { type: 'FETCH_MESSAGES_RESPONSE', channelId: { id: frame.channelId }, messages: this.#page(frame) },
    ],
    KEEP_ALIVE: () => [{ type: 'KEEP_ALIVE_RESPONSE' }],
    READ_MESSAGE_ACK: ({ channelId, messageSequence }) => {
      this.channel(channelId).pointers.set(this.username, messageSequence);
      return [];
    },
  };

  constructor(readonly username = 'alice') {}

  readonly http = { socketUrl: () => Promise.resolve('ws://maru/ws/v1/message?ticket=t') };

  readonly openSocket: OpenSocket = (_url, _subprotocol, listener) => {
    const socket: FakeSocket = new FakeSocket(
      listener,
      (text) => this.#take(socket, text),
      () => this.automatic,
    );
    this.sockets.push(socket);
    if (this.closesWith !== undefined) socket.end(this.closesWith);
    else socket.say({ type: 'HELLO', username: this.username, sessionId: 's', heartbeatMs: this.heartbeatMs, serverTime: 0, limits });
    return socket;
  };

  get socket(): FakeSocket {
    const socket = this.sockets.at(-1);
    if (socket === undefined) throw new Error('nobody has connected');
    return socket;
  }

  channel(id: number): FakeChannel {
    const channel = this.channels.get(id) ?? { title: `channel ${id}`, messages: [], pointers: new Map() };
    this.channels.set(id, channel);
    return channel;
  }

  /** Somebody writes. */
  write(channelId: number, username: string, content: string, clientMessageId?: string): MessageView {
    const { messages, pointers } = this.channel(channelId);
    const known = messages.find((message) => clientMessageId !== undefined && message.clientMessageId === clientMessageId);
    if (known !== undefined) return known;
    const messageSequence = messages.length + 1;
    const message = {
      messageSequence,
      username,
      content,
      createdAt: messageSequence,
      ...(clientMessageId === undefined ? {} : { clientMessageId }),
    };
    messages.push(message);
    pointers.set(username, messageSequence);
    return message;
  }

  /** Somebody writes, and all sockets that are open hear it. */
  tell(channelId: number, username: string, content: string, clientMessageId?: string): MessageView {
    const message = this.write(channelId, username, content, clientMessageId);
    this.say({ type: 'NOTIFY_MESSAGE', channelId: { id: channelId }, ...message });
    return message;
  }

  say(frame: object): void {
    for (const socket of this.sockets) socket.say(frame);
  }

  /** How often this was asked. */
  count(type: RequestType): number {
    return this.heard.filter((frame) => frame.type === type).length;
  }

  #take(socket: FakeSocket, text: string): void {
    const { type } = JSON.parse(text) as { type: RequestType };
    const frame = requests[type].schema.parse(JSON.parse(text));
    this.heard.push(frame);
    const refusal = this.refuse(frame);
    if (refusal === 'silence') return;
    const { requestId } = frame;
    if (refusal !== undefined) return socket.say({ type: 'ERROR', messageType: type, message: refusal.code, ...refusal, requestId });
    const answer = this.answers[type] as ((frame: RequestFrame, socket: FakeSocket) => readonly object[]) | undefined;
    const frames = answer?.(frame, socket) ?? [];
    for (const said of frames) socket.say(said === frames.at(-1) ? { ...said, requestId } : said);
  }

  /** Stores it, tells the other sockets, and acks. */
  #store(frame: RequestFrame<'WRITE_MESSAGE'>, writer: FakeSocket): readonly object[] {
    const { channelId = 0, content, clientMessageId } = frame;
    const stored = this.channel(channelId).messages.length;
    const message = this.write(channelId, this.username, content, clientMessageId);
    const isNew = this.channel(channelId).messages.length > stored;
    for (const socket of this.sockets)
      if (isNew && socket !== writer) socket.say({ type: 'NOTIFY_MESSAGE', channelId: { id: channelId }, ...message });
    const { messageSequence, createdAt } = message;
    return [{ type: 'WRITE_MESSAGE_ACK', channelId: { id: channelId }, messageSequence, createdAt, clientMessageId }];
  }

  #replay(channelId: number, after: number): readonly object[] {
    const messages = this.channels.get(channelId)?.messages ?? [];
    const missed = messages.slice(after);
    if (!this.channels.has(channelId) || after > messages.length || missed.length > RESUME_REPLAY_MESSAGES)
      return [{ type: 'RESET', channelId: { id: channelId } }];
    return missed.map((message) => ({ type: 'NOTIFY_MESSAGE', channelId: { id: channelId }, ...message }));
  }

  #page(frame: RequestFrame<'FETCH_MESSAGES_REQUEST'>): readonly MessageView[] {
    const { messages } = this.channel(frame.channelId);
    const { limit = 50, startMessageSequence: start, endMessageSequence: end, before = Infinity, after } = frame;
    if (start !== undefined && end !== undefined) return messages.slice(Math.max(0, start - 1), end).slice(-100);
    if (after !== undefined) return messages.slice(after, after + limit);
    return messages.filter(({ messageSequence }) => messageSequence < before).slice(-limit);
  }

  #view([id, { title, messages, pointers }]: [number, FakeChannel]): object {
    const last = messages.length;
    const read = pointers.get(this.username) ?? 0;
    const kept = { lastMessageSequence: last, lastReadMessageSequence: read, unreadCount: last - read, lastMessage: messages.at(-1) };
    return { channelId: { id }, title, kind: 'GROUP', public: false, headCount: 2, notify: 'ALL', ...kept };
  }
}

const limits = {
  frameBytes: 65_536,
  contentCharacters: 4_000,
  framesPerMinute: 120,
  messagesPerMinute: 500,
  burst: 100,
  sockets: 10,
  connections: 1_000,
  historyPage: 100,
};
