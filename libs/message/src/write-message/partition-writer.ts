/** One batch, one unit of work: what is known is gathered, all is judged in its order, and what came of it is written in few statements. */
import { type MessageCommand, messageCommands, partitionOf, type WriteMessageCommand } from '@maru/contracts';
import { ClientIdTaken, Clock, Ids, MessageStore, type MessageUnit } from '@maru/ports';
import { Injectable } from '@nestjs/common';
import type { ChannelPicture } from '../channel-picture/channel-picture.js';
import { Pictures } from '../channel-picture/pictures.js';
import { admitMembers, barChannel, dismissMembers } from '../change-members/change-members.js';
import { PointerNotices } from '../read-messages/pointer-notices.js';
import { readMessage } from '../read-messages/read-message.js';
import { type } from '../type/type.js';
import { TypingWindows } from '../type/typing-windows.js';
import { PartitionBatch } from './partition-batch.js';
import { Repeats } from './repeats.js';
import { writeMessage } from './write-message.js';

@Injectable()
export class PartitionWriter {
  readonly #repeats = new Repeats();

  constructor(
    private readonly store: MessageStore,
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly pictures: Pictures,
    private readonly typing: TypingWindows,
    private readonly notices: PointerNotices,
  ) {}

  /** Resolves when it is committed. It has no effect on what is kept in mind: that is for the caller to settle. */
  async write(commands: readonly MessageCommand[]): Promise<PartitionBatch> {
    const looks = this.#repeats.areLikely(this.clock.now());
    try {
      return await this.#write(commands, looks);
    } catch (error) {
      if (looks || !(error instanceof ClientIdTaken)) throw error;
      this.#repeats.met(this.clock.now());
      return await this.#write(commands, true);
    }
  }

  async #write(commands: readonly MessageCommand[], looks: boolean): Promise<PartitionBatch> {
    const { held, missing } = this.#recall(commands);
    // Who begins with a channel may be told again what another one has stored. And what was stored is acked though the channel is barred by now.
    const looksUp = looks || missing.length > 0 || [...held.values()].some(({ head }) => head.barred);
    const lastMessages = await this.pictures.lastMessages(missing);
    return await this.store.write(partitionOfAll(commands), async (unit) => {
      const [loaded, known] = await Promise.all([
        this.pictures.load(unit, missing, lastMessages),
        looksUp ? findKnown(unit, commands) : [],
      ]);
      if (known.length > 0) this.#repeats.met(this.clock.now());
      const batch = new PartitionBatch(this.clock.now(), new Map([...held, ...loaded]), known);
      for (const command of commands) this.#judge(command, batch);
      await put(unit, batch);
      unit.publish(...batch.events(() => this.ids.unique()));
      unit.deliver(...batch.deliveries, ...this.notices.atOnce(batch));
      return batch;
    });
  }

  #recall(commands: readonly MessageCommand[]): { held: Map<number, ChannelPicture>; missing: number[] } {
    const held = new Map<number, ChannelPicture>();
    for (const { channelId } of commands) {
      const picture = this.pictures.peek(channelId);
      if (picture !== undefined) held.set(channelId, picture);
    }
    // A bar rewrites the head without a message that another writer's would collide with, so it starts from the head as it is stored.
    for (const command of commands) if (command.type === 'BarChannel') held.delete(command.channelId);
    const missing = new Set(commands.map(({ channelId }) => channelId).filter((channelId) => !held.has(channelId)));
    return { held, missing: [...missing] };
  }

  #judge(command: MessageCommand, batch: PartitionBatch): void {
    switch (command.type) {
      case 'WriteMessage':
        return writeMessage(command, batch);
      case 'ReadMessage':
        return readMessage(command, batch);
      case 'Typing':
        return type(command, batch, this.typing);
      case 'AdmitMembers':
        return admitMembers(command, batch);
      case 'DismissMembers':
        return dismissMembers(command, batch);
      case 'BarChannel':
        return barChannel(command, batch);
    }
  }
}

function partitionOfAll(commands: readonly MessageCommand[]): number {
  const [first] = commands;
  return first === undefined ? 0 : partitionOf(messageCommands.key(first), messageCommands.partitions);
}

async function findKnown(unit: MessageUnit, commands: readonly MessageCommand[]) {
  const writes = commands.filter((command): command is WriteMessageCommand => command.type === 'WriteMessage');
  if (writes.length === 0) return [];
  return await unit.findByClientIds(
    writes.map(({ channelId, asker, clientMessageId }) => ({ channelId, senderId: asker.userId, clientMessageId })),
  );
}

async function put(unit: MessageUnit, batch: PartitionBatch): Promise<void> {
  const all = batch.drafts.map((draft) => ({ channelId: draft.channelId, ...draft.changes() }));
  const heads = all.flatMap(({ head }) => head ?? []);
  if (heads.length > 0) await unit.putHeads(heads);
  if (batch.written.length > 0) await unit.insertMessages(batch.written.map(({ message }) => message));
  const readers = all.flatMap((changes) => changes.put);
  if (readers.length > 0) await unit.putReaders(readers);
  for (const { channelId, removed } of all) if (removed.length > 0) await unit.removeReaders(channelId, removed);
  const moves = all.flatMap(({ moved }) => moved);
  if (moves.length > 0) await unit.moveReaders(moves);
}
