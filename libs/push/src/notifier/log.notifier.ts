import { Injectable, Logger } from '@nestjs/common';
import { type Notification, Notifier } from './notifier.js';

/** A line in the log, without what was written: logs are read by others than those who chat. */
@Injectable()
export class LogNotifier extends Notifier {
  private readonly logger = new Logger('LogNotifier');

  async notify({ notificationId, username, channelId, messageSequence, count }: Notification): Promise<void> {
    this.logger.log(
      `notification ${notificationId} for ${username}: ${count} new in channel ${channelId}, up to message ${messageSequence}`,
    );
  }
}
