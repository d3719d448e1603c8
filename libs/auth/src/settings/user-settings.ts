import type { NotificationFrame, QuietHours, Settings } from '@maru/contracts';
import { UnitOfWork } from '@maru/ports';
import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { UserSettingEntity } from './user-setting.entity.js';

/** What accounts have chosen. The last choice counts. */
@Injectable()
export class UserSettings {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  async find(userId: number): Promise<Settings> {
    const quietHours = (await this.findQuietHours([userId])).get(userId);
    return quietHours === undefined ? {} : { quietHours };
  }

  async findQuietHours(userIds: readonly number[]): Promise<Map<number, QuietHours>> {
    const rows = await this.unitOfWork.fresh.findBy(UserSettingEntity, { userId: In([...userIds]) });
    return new Map(
      rows.flatMap(({ userId, quietFrom: from, quietTo: to, timeZone }) =>
        from === null || to === null || timeZone === null ? [] : [[userId, { from, to, timeZone }] as const],
      ),
    );
  }

  /** All of one's sockets are told. */
  async put(userId: number, { quietHours }: Settings): Promise<void> {
    const row = {
      userId,
      quietFrom: quietHours?.from ?? null,
      quietTo: quietHours?.to ?? null,
      timeZone: quietHours?.timeZone ?? null,
    };
    const frame: NotificationFrame<'NOTIFY_SETTINGS'> = { type: 'NOTIFY_SETTINGS', quietHours };
    await this.unitOfWork.run(async (unit) => {
      await unit.manager.upsert(UserSettingEntity, row, ['userId']);
      unit.deliver({ kind: 'user', userId, frame: JSON.stringify(frame) });
    });
  }
}
