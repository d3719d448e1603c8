import type { ChannelHead, ChannelReader, MessageSearch, Page, StoredMessage } from '@maru/ports';
import { ClusterNumbers } from '../cluster-numbers.js';
import { paddedPortions } from './portions.js';
import type { Statements } from './proxies.js';
import { Extras, Heads, Messages, Positions, Readers, type Value } from './rows.js';
import * as sql from './statements.js';

const LATEST = Number.MAX_SAFE_INTEGER;

/** Reads outside of units. What changes comes from the primary; what is once written stays as it is, so a replica may tell it. */
export class MessageReads {
  constructor(
    private readonly statements: Statements,
    private readonly numbers = new ClusterNumbers(),
  ) {}

  async heads(channelIds: readonly number[]): Promise<ChannelHead[]> {
    return Heads.parse(await this.find([], unique(channelIds), (count) => sql.findHeads(count)));
  }

  /** A replica that has not got all of the page is not believed. */
  async messages(page: Page): Promise<StoredMessage[]> {
    if (page.limit < 1 || page.from > page.to) return [];
    const found = await this.page(page, 'replica');
    const whole = isWhole(found, page);
    this.numbers.replicaReads[whole ? 'whole' : 'behind'].add();
    return whole ? found : await this.page(page, 'primary');
  }

  async search({ ranges, text, before, limit }: MessageSearch): Promise<StoredMessage[]> {
    const end = before ?? { createdAt: LATEST, channelId: LATEST, messageSequence: LATEST };
    const position = [end.createdAt, end.createdAt, end.channelId, end.channelId, end.messageSequence].map(BigInt);
    const spellings = [text.normalize('NFC').toLowerCase(), text.normalize('NFD').toLowerCase()];
    const found: StoredMessage[] = [];
    for (const portion of paddedPortions(ranges.map(({ channelId, from, to }) => [channelId, from, to].map(BigInt)))) {
      const values = [...portion.flat(), ...position, ...spellings];
      found.push(...Messages.parse(await this.statements.rows(sql.search(portion.length, limit), values)));
    }
    return found.toSorted(laterFirst).slice(0, limit);
  }

  async extrasOf(channelId: number, { from, to }: { from: number; to: number }): Promise<ReadonlyMap<number, string>> {
    const extras = Extras.parse(await this.statements.rows(sql.FIND_EXTRAS, [channelId, from, to].map(BigInt)));
    return new Map(extras.map(({ messageSequence, extra }) => [messageSequence, extra]));
  }

  async lastMessages(channelIds: readonly number[]): Promise<StoredMessage[]> {
    const last = Positions.parse(await this.find([], unique(channelIds), (count) => sql.findLastSequences(count)));
    const keys = last.map(({ channelId, messageSequence }) => [channelId, messageSequence].map(BigInt));
    return Messages.parse(await this.find([], keys, (count) => sql.findBySequences(count)));
  }

  async readersOf(channelId: number, userIds: readonly number[]): Promise<ChannelReader[]> {
    return Readers.parse(await this.find([BigInt(channelId)], unique(userIds), (count) => sql.findReadersOfChannel(count)));
  }

  async pointersOf(userId: number, channelIds: readonly number[]): Promise<ChannelReader[]> {
    return Readers.parse(await this.find([BigInt(userId)], unique(channelIds), (count) => sql.findPointersOfUser(count)));
  }

  async messagesBy(senderId: number, after: { channelId: number; messageSequence: number }, limit: number): Promise<StoredMessage[]> {
    const values = [senderId, after.channelId, after.channelId, after.messageSequence].map(BigInt);
    return Messages.parse(await this.statements.rows(sql.findBySender(limit), values));
  }

  private async page(page: Page, from: 'replica' | 'primary'): Promise<StoredMessage[]> {
    const values = [page.channelId, page.from, page.to].map(BigInt);
    const messages = Messages.parse(await this.statements.rows(sql.findPage(page, from), values));
    return page.end === 'oldest' ? messages : messages.toReversed();
  }

  private async find(first: readonly Value[], keys: readonly (Value | Value[])[], text: (count: number) => string): Promise<unknown[]> {
    const rows: unknown[] = [];
    for (const portion of paddedPortions(keys))
      rows.push(...(await this.statements.rows(text(portion.length), [...first, ...portion.flat()])));
    return rows;
  }
}

/** Sequences have no holes: from its end on, a page has as many as it may have. */
function isWhole(messages: readonly StoredMessage[], { from, to, limit, end }: Page): boolean {
  const count = Math.min(limit, to - from + 1);
  const first = end === 'oldest' ? from : to - count + 1;
  return messages.length === count && messages.every(({ messageSequence }, index) => messageSequence === first + index);
}

function unique(ids: readonly number[]): bigint[] {
  return [...new Set(ids)].map(BigInt);
}

function laterFirst(a: StoredMessage, b: StoredMessage): number {
  return b.createdAt - a.createdAt || b.channelId - a.channelId || b.messageSequence - a.messageSequence;
}
