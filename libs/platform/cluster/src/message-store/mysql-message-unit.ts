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
import { duplicateKey } from '../mysql/mysql-errors.js';
import { OutgoingBuffer } from '../outbox/outgoing-buffer.js';
import { toColumn } from './client-ids.js';
import { exactPortions, paddedPortions } from './portions.js';
import type { Statements } from './proxies.js';
import { Heads, Messages, Readers, rowOfHead, rowOfMessage, rowOfReader, type Value } from './rows.js';
import type { Shards } from './shards.js';
import * as sql from './statements.js';

type Move = Parameters<MessageUnit['moveReaders']>[0][number];

/** Another writer has numbered these messages: the sequence is the fence between two who both believe they own a partition. */
export class SequenceTaken extends WriterConflict {
  override readonly name = 'SequenceTaken';
}

/** The statements of one transaction on one shard. */
export class MysqlMessageUnit implements MessageUnit {
  isOpen = true;
  readonly outgoing = new OutgoingBuffer();
  /** The last message that it stores. */
  newest: StoredMessage | undefined;

  constructor(
    private readonly statements: Statements,
    private readonly partition: number,
    private readonly shards: Shards,
  ) {}

  publish(...records: OutgoingRecord[]): void {
    this.outgoing.publish(...records);
  }

  deliver(...deliveries: Delivered[]): void {
    this.outgoing.deliver(...deliveries);
  }

  async heads(channelIds: readonly number[]): Promise<ChannelHead[]> {
    const rows = await this.find(channelIds, [...new Set(channelIds)].map(BigInt), (count) => sql.findHeads(count));
    return Heads.parse(rows);
  }

  async readers(channelIds: readonly number[]): Promise<ChannelReader[]> {
    const rows = await this.find(channelIds, [...new Set(channelIds)].map(BigInt), (count) => sql.findReadersOfChannels(count));
    return Readers.parse(rows);
  }

  async findByClientIds(wanted: readonly { channelId: number; senderId: number; clientMessageId: string }[]): Promise<StoredMessage[]> {
    const keys = new Map(
      wanted.map(({ channelId, senderId, clientMessageId }): [string, Value[]] => {
        const key: Value[] = [BigInt(channelId), BigInt(senderId), toColumn(clientMessageId)];
        return [key.join(':'), key];
      }),
    );
    const rows = await this.find(
      wanted.map(({ channelId }) => channelId),
      [...keys.values()],
      (count) => sql.findByClientIds(count),
    );
    return Messages.parse(rows);
  }

  async insertMessages(messages: readonly StoredMessage[]): Promise<void> {
    const channelIds = [...new Set(messages.map(({ channelId }) => channelId))];
    this.newest = messages.at(-1);
    try {
      await this.change(channelIds, exactPortions(messages.map(rowOfMessage)), (count) => sql.insertMessages(count));
    } catch (error) {
      const key = duplicateKey(error);
      if (key === undefined) throw error;
      throw key === 'uq_message_client_id' ? new ClientIdTaken(channelIds) : new SequenceTaken(channelIds);
    }
    const extras = messages.flatMap(({ channelId, messageSequence, extra }): Value[][] =>
      extra === undefined ? [] : [[BigInt(channelId), BigInt(messageSequence), extra]],
    );
    if (extras.length > 0) await this.change(channelIds, exactPortions(extras), (count) => sql.insertExtras(count));
  }

  async putHeads(heads: readonly ChannelHead[]): Promise<void> {
    const channelIds = heads.map(({ channelId }) => channelId);
    await this.change(channelIds, exactPortions(heads.map(rowOfHead)), (count) => sql.putHeads(count));
  }

  async putReaders(readers: readonly ChannelReader[]): Promise<void> {
    const channelIds = readers.map(({ channelId }) => channelId);
    await this.change(channelIds, exactPortions(readers.map(rowOfReader)), (count) => sql.putReaders(count));
  }

  async moveReaders(moves: readonly Move[]): Promise<void> {
    for (const portion of paddedPortions(furthest(moves))) {
      const cases = portion.map(({ channelId, userId, lastReadMessageSequence }) => [channelId, userId, lastReadMessageSequence]);
      const channelIds = portion.map(({ channelId }) => channelId);
      const values = [...cases.flat(), ...channelIds, ...portion.map(({ userId }) => userId)];
      await this.change(channelIds, [[values.map(BigInt)]], () => sql.moveReaders(portion.length));
    }
  }

  async removeReaders(channelId: number, userIds: readonly number[]): Promise<void> {
    for (const portion of paddedPortions(userIds.map(BigInt)))
      await this.change([channelId], [[[BigInt(channelId), ...portion]]], () => sql.removeReaders(portion.length));
  }

  private async find(channelIds: readonly number[], keys: readonly (Value | Value[])[], text: (count: number) => string) {
    const rows: unknown[] = [];
    for (const portion of paddedPortions(keys)) {
      this.check(channelIds);
      rows.push(...(await this.statements.rows(text(portion.length), portion.flat())));
    }
    return rows;
  }

  private async change(channelIds: readonly number[], portions: readonly Value[][][], text: (count: number) => string): Promise<void> {
    for (const portion of portions) {
      this.check(channelIds);
      await this.statements.change(text(portion.length), portion.flat());
    }
  }

  private check(channelIds: readonly number[]): void {
    if (!this.isOpen) throw new Error('the transaction of this statement has ended');
    this.shards.mustBeWith(this.partition, channelIds);
  }
}

/** One move for each pointer. */
function furthest(moves: readonly Move[]): Move[] {
  const byPointer = new Map<string, Move>();
  for (const move of moves) {
    const key = `${move.channelId}:${move.userId}`;
    const known = byPointer.get(key);
    if (!known || known.lastReadMessageSequence < move.lastReadMessageSequence) byPointer.set(key, move);
  }
  return [...byPointer.values()];
}
