import type { Delivered } from '@maru/contracts';
import {
  type ChannelHead,
  type ChannelReader,
  ClientIdTaken,
  type MessageUnit,
  type OutgoingRecord,
  type StoredMessage,
  WriterConflict,
} from '@maru/ports';
import type Database from 'better-sqlite3';
import { OutgoingBuffer } from '../outbox/outgoing-buffer.js';
import { codeOf } from '../sqlite/sqlite-errors.js';
import type { StatementCache } from '../sqlite/statement-cache.js';
import { Heads, Messages, Readers, rowOfHead, rowOfMessage, rowOfReader } from './rows.js';
import type { OpenTransaction } from '../sqlite/transactions.js';
import * as sql from './statements.js';

/** The statements of one transaction. */
export class SqliteMessageUnit implements MessageUnit, OpenTransaction {
  isOpen = true;
  readonly outgoing = new OutgoingBuffer();

  constructor(private readonly writer: StatementCache) {}

  publish(...records: OutgoingRecord[]): void {
    this.outgoing.publish(...records);
  }

  deliver(...deliveries: Delivered[]): void {
    this.outgoing.deliver(...deliveries);
  }

  async heads(channelIds: readonly number[]): Promise<ChannelHead[]> {
    return Heads.parse(this.prepare(sql.FIND_HEADS).all(JSON.stringify(channelIds)));
  }

  async readers(channelIds: readonly number[]): Promise<ChannelReader[]> {
    return Readers.parse(this.prepare(sql.FIND_READERS_OF_CHANNELS).all(JSON.stringify(channelIds)));
  }

  async findByClientIds(wanted: readonly { channelId: number; senderId: number; clientMessageId: string }[]): Promise<StoredMessage[]> {
    const statement = this.prepare(sql.FIND_BY_CLIENT_ID);
    const found: unknown[] = [];
    for (const { channelId, senderId, clientMessageId } of wanted) {
      const row = statement.get(channelId, senderId, clientMessageId);
      if (row !== undefined) found.push(row);
    }
    if (found.length === 0) return [];
    // Who asks for one twice gets it once.
    const messages = Messages.parse(found).map((message) => [`${message.channelId}:${message.messageSequence}`, message] as const);
    return [...new Map(messages).values()];
  }

  async insertMessages(messages: readonly StoredMessage[]): Promise<void> {
    try {
      const statement = this.prepare(sql.INSERT_MESSAGE);
      for (const message of messages) statement.run(...rowOfMessage(message));
    } catch (error) {
      const taken = /^SQLITE_CONSTRAINT_(UNIQUE|PRIMARYKEY)$/.exec(codeOf(error))?.[1];
      if (taken === undefined) throw error;
      const channelIds = [...new Set(messages.map((message) => message.channelId))];
      throw taken === 'UNIQUE' ? new ClientIdTaken(channelIds) : new WriterConflict(channelIds);
    }
    const extras = messages.filter(({ extra }) => extra !== undefined);
    if (extras.length === 0) return;
    const rows = extras.map(({ channelId, messageSequence, extra }) => [channelId, messageSequence, extra]);
    this.prepare(sql.INSERT_EXTRAS).run(JSON.stringify(rows));
  }

  async putHeads(heads: readonly ChannelHead[]): Promise<void> {
    this.prepare(sql.PUT_HEADS).run(JSON.stringify(heads.map(rowOfHead)));
  }

  async putReaders(readers: readonly ChannelReader[]): Promise<void> {
    this.prepare(sql.PUT_READERS).run(JSON.stringify(readers.map(rowOfReader)));
  }

  async moveReaders(moves: readonly { userId: number; channelId: number; lastReadMessageSequence: number }[]): Promise<void> {
    const rows = moves.map(({ userId, channelId, lastReadMessageSequence }) => [userId, channelId, lastReadMessageSequence]);
    this.prepare(sql.MOVE_READERS).run(JSON.stringify(rows));
  }

  async removeReaders(channelId: number, userIds: readonly number[]): Promise<void> {
    this.prepare(sql.REMOVE_READERS).run(BigInt(channelId), JSON.stringify(userIds));
  }

  private prepare(statement: string): Database.Statement {
    if (!this.isOpen) throw new Error('the transaction of this statement has ended');
    return this.writer.prepare(statement);
  }
}
