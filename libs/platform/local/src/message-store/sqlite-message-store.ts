import {
  type ChannelHead,
  type ChannelReader,
  type Clock,
  type MessageSearch,
  MessageStore,
  type MessageUnit,
  type Page,
  type StoredMessage,
} from '@maru/ports';
import type Database from 'better-sqlite3';
import type { OutboxTarget } from '../outbox/outbox.js';
import { openDatabase, openForReading } from '../sqlite/open-database.js';
import { StatementCache } from '../sqlite/statement-cache.js';
import { Transactions } from '../sqlite/transactions.js';
import { migrate } from './migrate.js';
import { Extras, Heads, Messages, Readers } from './rows.js';
import { SqliteMessageUnit } from './sqlite-message-unit.js';
import * as sql from './statements.js';

/** All messages in one SQLite file. Writers have their connection in turn; readers have one of their own. */
export class SqliteMessageStore extends MessageStore {
  private readonly writing: Database.Database;
  private readonly reading: Database.Database;
  private readonly writer: StatementCache;
  private readonly reader: StatementCache;
  private readonly transactions: Transactions<SqliteMessageUnit>;

  constructor(file: string, clock: Clock, target: OutboxTarget) {
    super();
    this.writing = openDatabase(file);
    migrate(this.writing);
    this.reading = openForReading(file);
    this.reading.function('folded', { deterministic: true }, folded);
    this.writer = new StatementCache(this.writing);
    this.reader = new StatementCache(this.reading);
    this.transactions = new Transactions(this.writer, clock, target);
  }

  write<T>(partition: number, work: (unit: MessageUnit) => Promise<T>): Promise<T> {
    return this.transactions.run(partition, () => new SqliteMessageUnit(this.writer), work);
  }

  async heads(channelIds: readonly number[]): Promise<ChannelHead[]> {
    const [first] = channelIds;
    if (channelIds.length === 1 && first !== undefined) return Heads.parse(this.reader.prepare(sql.FIND_HEAD).all(BigInt(first)));
    return Heads.parse(this.reader.prepare(sql.FIND_HEADS).all(JSON.stringify(channelIds)));
  }

  async messages({ channelId, from, to, limit, end }: Page): Promise<StoredMessage[]> {
    const statement = this.reader.prepare(end === 'oldest' ? sql.FIND_OLDEST : sql.FIND_NEWEST);
    const messages = Messages.parse(statement.all(BigInt(channelId), BigInt(from), BigInt(to), BigInt(limit)));
    return end === 'oldest' ? messages : messages.toReversed();
  }

  async search({ ranges, text, before, limit }: MessageSearch): Promise<StoredMessage[]> {
    const wanted = JSON.stringify(ranges.map(({ channelId, from, to }) => [channelId, from, to]));
    const end = [before?.createdAt, before?.channelId, before?.messageSequence].map((value) => BigInt(value ?? Number.MAX_SAFE_INTEGER));
    return Messages.parse(this.reader.prepare(sql.SEARCH).all(wanted, ...end, text, BigInt(limit)));
  }

  async extrasOf(channelId: number, { from, to }: { from: number; to: number }): Promise<ReadonlyMap<number, string>> {
    const extras = Extras.parse(this.reader.prepare(sql.FIND_EXTRAS).all(BigInt(channelId), BigInt(from), BigInt(to)));
    return new Map(extras.map(({ messageSequence, extra }) => [messageSequence, extra]));
  }

  async lastMessages(channelIds: readonly number[]): Promise<StoredMessage[]> {
    return Messages.parse(this.reader.prepare(sql.FIND_LAST).all(JSON.stringify(channelIds)));
  }

  async readersOf(channelId: number, userIds: readonly number[]): Promise<ChannelReader[]> {
    return Readers.parse(this.reader.prepare(sql.FIND_READERS_OF_CHANNEL).all(BigInt(channelId), JSON.stringify(userIds)));
  }

  async pointersOf(userId: number, channelIds: readonly number[]): Promise<ChannelReader[]> {
    return Readers.parse(this.reader.prepare(sql.FIND_POINTERS_OF_USER).all(BigInt(userId), JSON.stringify(channelIds)));
  }

  async messagesBy(senderId: number, after: { channelId: number; messageSequence: number }, limit: number): Promise<StoredMessage[]> {
    const position = [senderId, after.channelId, after.messageSequence, limit].map(BigInt);
    return Messages.parse(this.reader.prepare(sql.FIND_BY_SENDER).all(...position));
  }

  recover(): Promise<void> {
    return this.transactions.recover();
  }

  async close(): Promise<void> {
    await this.transactions.close();
    this.reading.close();
    this.writing.close();
  }
}

function folded(text: unknown): string {
  return String(text).normalize('NFC').toLowerCase();
}
