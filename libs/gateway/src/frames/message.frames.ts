/** Messages: writing, reading and typing travel in one order per channel, so that all three are judged by the same members. */
import { DomainError, FetchMessagesQuery, isSameName, messageCommands, SearchMessagesQuery } from '@maru/contracts';
import type { MessageCommand, RequestFrame } from '@maru/contracts';
import { Ids, Queries, recordOf } from '@maru/ports';
import { Injectable } from '@nestjs/common';
import { Frame } from './frame.decorator.js';
import type { Asking, Reply } from './frame.decorator.js';
import { Tries } from './tries.js';

function command(value: MessageCommand): Reply {
  return { command: recordOf(messageCommands, value) };
}

@Injectable()
export class MessageFrames {
  constructor(
    private readonly queries: Queries,
    private readonly ids: Ids,
    private readonly tries: Tries,
  ) {}

  /** A frame without a client id is given one here, so that a replay of its command is still one message. */
  @Frame('WRITE_MESSAGE')
  async write(frame: RequestFrame<'WRITE_MESSAGE'>, { stamp, socket }: Asking): Promise<Reply> {
    const { content, username, clientMessageId } = frame;
    if (username !== undefined && !isSameName(username, socket.username)) throw new DomainError('NOT_YOURSELF');
    const channelId = frame.channelId ?? socket.activeChannelId;
    if (channelId === undefined) throw new DomainError('NO_ACTIVE_CHANNEL');
    return command({
      type: 'WriteMessage',
      ...stamp,
      channelId,
      content,
      clientMessageId: clientMessageId ?? this.ids.unique(),
      chosenByClient: clientMessageId !== undefined,
    });
  }

  @Frame('READ_MESSAGE_ACK')
  async read({ channelId, messageSequence }: RequestFrame<'READ_MESSAGE_ACK'>, { stamp }: Asking): Promise<Reply> {
    return command({ type: 'ReadMessage', ...stamp, channelId, messageSequence });
  }

  @Frame('TYPING')
  async typing({ channelId }: RequestFrame<'TYPING'>, { stamp }: Asking): Promise<Reply> {
    return command({ type: 'Typing', ...stamp, channelId });
  }

  @Frame('FETCH_MESSAGES_REQUEST')
  async fetchMessages(
    { type: _type, requestId: _id, ...wish }: RequestFrame<'FETCH_MESSAGES_REQUEST'>,
    { person }: Asking,
  ): Promise<Reply> {
    return { answer: { type: 'FETCH_MESSAGES_RESPONSE', ...(await this.queries.ask(FetchMessagesQuery, { person, ...wish })) } };
  }

  @Frame('SEARCH_MESSAGES_REQUEST')
  async searchMessages(
    { type: _type, requestId: _id, ...wish }: RequestFrame<'SEARCH_MESSAGES_REQUEST'>,
    { person }: Asking,
  ): Promise<Reply> {
    await this.tries.search(person.userId);
    return { answer: { type: 'SEARCH_MESSAGES_RESPONSE', ...(await this.queries.ask(SearchMessagesQuery, { person, ...wish })) } };
  }
}
