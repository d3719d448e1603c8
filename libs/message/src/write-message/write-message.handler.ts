/**
 * The one who numbers messages. One partition has one writer, so numbers are handed out from memory; the database is the fence
 * that a second writer cannot pass.
 */
import { type MessageCommand, messageCommands } from '@maru/contracts';
import { OnBatch, WriterConflict } from '@maru/ports';
import { Controller, Logger } from '@nestjs/common';
import { Pictures } from '../channel-picture/pictures.js';
import { RecentMessages } from '../history/recent-messages.js';
import { PointerNotices } from '../read-messages/pointer-notices.js';
import { TypingWindows } from '../type/typing-windows.js';
import type { PartitionBatch } from './partition-batch.js';
import { PartitionWriter } from './partition-writer.js';
import { WriteMetrics } from './write.metrics.js';

const BATCH = 500;
/** Against another writer; then the bus tries again, later. */
const ATTEMPTS = 4;

@Controller()
export class WriteMessageHandler {
  readonly #log = new Logger(WriteMessageHandler.name);

  constructor(
    private readonly writer: PartitionWriter,
    private readonly pictures: Pictures,
    private readonly recent: RecentMessages,
    private readonly notices: PointerNotices,
    private readonly typing: TypingWindows,
    private readonly metrics: WriteMetrics,
  ) {}

  @OnBatch(messageCommands, BATCH)
  async handle(commands: MessageCommand[]): Promise<void> {
    const batch = await this.#write(commands);
    for (const draft of batch.drafts) {
      const picture = draft.settle();
      if (picture !== undefined) this.pictures.keep(draft.channelId, picture);
    }
    this.typing.open(batch.typed, batch.now);
    this.recent.append(batch.written.map(({ message }) => message));
    this.metrics.committed(commands.length, batch.written);
    await this.notices.settle(batch);
  }

  /** Whatever fails, nothing is believed of these channels afterwards: it may have been the commit's answer that was lost. */
  async #write(commands: readonly MessageCommand[]): Promise<PartitionBatch> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.writer.write(commands);
      } catch (error) {
        this.pictures.forget(commands.map(({ channelId }) => channelId));
        if (!(error instanceof WriterConflict)) throw error;
        this.metrics.conflicted();
        this.#log.warn(error.message);
        if (attempt === ATTEMPTS) throw error;
      }
    }
  }
}
