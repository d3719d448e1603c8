/** What the message service does: one writer of messages, and what may be asked of it. */
import { Module } from '@nestjs/common';
import { Pictures } from './channel-picture/pictures.js';
import { ExportDataHandler } from './export-data/export-data.handler.js';
import { FetchMessagesHandler } from './fetch-messages/fetch-messages.handler.js';
import { FindReadPointersHandler } from './find-read-pointers/find-read-pointers.handler.js';
import { FindUnreadHandler } from './find-unread/find-unread.handler.js';
import { History } from './history/history.js';
import { RecentMessages } from './history/recent-messages.js';
import { ReadPublicChannelHandler } from './read-public-channel/read-public-channel.handler.js';
import { PointerNotices } from './read-messages/pointer-notices.js';
import { ReplayMessagesHandler } from './replay-messages/replay-messages.handler.js';
import { SearchMessagesHandler } from './search-messages/search-messages.handler.js';
import { TypingWindows } from './type/typing-windows.js';
import { PartitionWriter } from './write-message/partition-writer.js';
import { WriteMessageHandler } from './write-message/write-message.handler.js';
import { WriteMetrics } from './write-message/write.metrics.js';

@Module({
  controllers: [
    WriteMessageHandler,
    FetchMessagesHandler,
    SearchMessagesHandler,
    ReplayMessagesHandler,
    ReadPublicChannelHandler,
    FindUnreadHandler,
    FindReadPointersHandler,
    ExportDataHandler,
  ],
  providers: [PartitionWriter, WriteMetrics, Pictures, PointerNotices, TypingWindows, History, RecentMessages],
})
export class MessageModule {}
