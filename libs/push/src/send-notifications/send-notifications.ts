/** Sends what waits: one call for each person and channel, for the newest of its messages. */
import { Metrics, UnitOfWork } from '@maru/ports';
import type { Counter } from '@maru/ports';
import { Injectable, Logger } from '@nestjs/common';
import { DeviceEntity } from '../device.entity.js';
import { Notifier } from '../notifier/notifier.js';
import type { PushLogEntity, PushStatus } from '../push-log.entity.js';
import { StillWanted } from './still-wanted.js';
import { WaitingNotifications } from './waiting-notifications.js';

@Injectable()
export class SendNotifications {
  private readonly logger = new Logger('SendNotifications');
  private readonly outcomes: Counter;

  constructor(
    private readonly waiting: WaitingNotifications,
    private readonly wanted: StillWanted,
    private readonly notifier: Notifier,
    private readonly unitOfWork: UnitOfWork,
    metrics: Metrics,
  ) {
    this.outcomes = metrics.counter('maru_push_notifications_total', 'Notifications by what became of them', ['outcome']);
  }

  /** True where there was something to do. */
  async sendDue(): Promise<boolean> {
    const taken = await this.waiting.take();
    for (const [channelId, rows] of Map.groupBy(taken, (row) => row.channelId)) {
      // Nobody to ask who still wants it: all of it waits.
      await this.sendChannel(channelId, rows).catch((error: unknown) => this.postpone(rows, error));
    }
    return taken.length > 0;
  }

  private async sendChannel(channelId: number, rows: readonly PushLogEntity[]): Promise<void> {
    const byUser = Map.groupBy(rows, (row) => row.userId);
    const wanted = await this.wanted.find(channelId, [...byUser.keys()]);
    for (const [userId, mine] of byUser) {
      const { lastReadMessageSequence = Infinity, title = '' } = wanted.get(userId) ?? {};
      const unread = mine.filter((row) => row.messageSequence > lastReadMessageSequence);
      await this.settle(
        mine.filter((row) => row.messageSequence <= lastReadMessageSequence),
        'SUPPRESSED',
      );
      if (unread.length > 0) await this.send(title, unread);
    }
  }

  private async send(title: string, rows: readonly PushLogEntity[]): Promise<void> {
    const newest = rows.at(-1);
    if (newest === undefined) return;
    const older = rows.slice(0, -1);
    const notification = await this.notificationOf(title, newest, rows.length);
    try {
      await this.notifier.notify(notification);
      await this.settle([newest], 'SENT');
      await this.settle(older, 'COLLAPSED');
    } catch (error) {
      await this.postpone(rows, error);
    }
  }

  private async postpone(rows: readonly PushLogEntity[], error: unknown): Promise<void> {
    this.logger.warn(`notification ${rows.at(-1)?.pushId}: ${error instanceof Error ? error.message : String(error)}`);
    const status = await this.waiting.postpone(rows);
    this.outcomes.add(rows.length, { outcome: status === 'FAILED' ? 'failed' : 'postponed' });
  }

  private async notificationOf(title: string, newest: PushLogEntity, count: number) {
    const { userId, username, channelId, messageSequence, sender, body } = newest;
    const devices = await this.unitOfWork.late.findBy(DeviceEntity, { userId });
    return {
      notificationId: String(newest.pushId),
      collapseKey: `channel-${channelId}`,
      userId,
      username,
      devices: devices.map(({ kind }) => kind),
      channelId,
      messageSequence,
      title: title === '' ? sender : title,
      body: `${sender}: ${body}`,
      count,
    };
  }

  private async settle(rows: readonly PushLogEntity[], status: PushStatus): Promise<void> {
    await this.waiting.settle(rows, status);
    if (rows.length > 0) this.outcomes.add(rows.length, { outcome: status.toLowerCase() });
  }
}
