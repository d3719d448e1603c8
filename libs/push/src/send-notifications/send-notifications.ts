/** Sends what waits: one call for each person and channel, for the newest of its messages. */
import { Metrics, UnitOfWork } from '@maru/ports';
import type { Counter } from '@maru/ports';
import { Injectable, Logger } from '@nestjs/common';
import { DeviceEntity } from '../device.entity.js';
import { Notifier } from '../notifier/notifier.js';
import type { Notification } from '../notifier/notifier.js';
import type { PushLogEntity } from '../push-log.entity.js';
import { StillWanted } from './still-wanted.js';
import type { Wanted } from './still-wanted.js';
import { WaitingNotifications } from './waiting-notifications.js';

/** Calls at a time: one that hangs does not hold up all others. */
const LANES = 8;

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

  /** True where there was something to do. What it has not begun when it is stopped waits for its lease to run out. */
  async sendDue(stopped: AbortSignal): Promise<boolean> {
    const taken = await this.waiting.take();
    for (const [channelId, rows] of Map.groupBy(taken, (row) => row.channelId)) await this.sendChannel(channelId, rows, stopped);
    return taken.length > 0;
  }

  private async sendChannel(channelId: number, rows: readonly PushLogEntity[], stopped: AbortSignal): Promise<void> {
    if (stopped.aborted) return;
    const wanted = await this.findWanted(channelId, rows);
    if (wanted === undefined) return;
    // All lanes draw from one iterator.
    const next = rows.values();
    const lane = async () => {
      for (const row of next) if (!stopped.aborted) await this.settle(row, wanted.get(row.userId));
    };
    await Promise.all(Array.from({ length: LANES }, lane));
  }

  /** Nobody to ask who still wants it: all of it waits. */
  private async findWanted(channelId: number, rows: readonly PushLogEntity[]): Promise<Map<number, Wanted> | undefined> {
    try {
      return await this.wanted.find(
        channelId,
        rows.map(({ userId }) => userId),
      );
    } catch (error) {
      this.logger.warn(`channel ${channelId}: ${textOf(error)}`);
      for (const row of rows) await this.waiting.putBack(row);
      return undefined;
    }
  }

  private async settle(row: PushLogEntity, wanted: Wanted | undefined): Promise<void> {
    if (wanted !== undefined && row.messageSequence > wanted.lastReadMessageSequence) return this.send(row, wanted);
    await this.waiting.suppress(row);
    this.outcomes.add(1, { outcome: 'suppressed' });
  }

  /** Only a call that failed may be made again; whatever fails after it leaves the record in SENDING. */
  private async send(row: PushLogEntity, wanted: Wanted): Promise<void> {
    const notification = await this.notificationOf(row, wanted);
    if (!(await this.waiting.begin(row))) return;
    const failure = await this.notifier.notify(notification).then(
      () => undefined,
      (error: unknown) => ({ error }),
    );
    if (failure === undefined) {
      await this.waiting.sent(row);
      this.outcomes.add(1, { outcome: 'sent' });
      return;
    }
    this.logger.warn(`notification ${row.pushId}: ${textOf(failure.error)}`);
    const status = await this.waiting.failed(row);
    this.outcomes.add(1, { outcome: status === 'FAILED' ? 'failed' : 'postponed' });
  }

  private async notificationOf(row: PushLogEntity, { title, lastReadMessageSequence }: Wanted): Promise<Notification> {
    const { userId, username, channelId, messageSequence, sender, body } = row;
    const devices = await this.unitOfWork.late.findBy(DeviceEntity, { userId });
    return {
      notificationId: String(row.pushId),
      collapseKey: `channel-${channelId}`,
      userId,
      username,
      devices: devices.map(({ kind }) => kind),
      channelId,
      messageSequence,
      title: title === '' ? sender : title,
      body: `${sender}: ${body}`,
      count: Math.min(row.messageCount, messageSequence - lastReadMessageSequence),
    };
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
