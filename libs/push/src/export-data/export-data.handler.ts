import { ExportPushData } from '@maru/contracts';
import { Answers, UnitOfWork } from '@maru/ports';
import { Controller } from '@nestjs/common';
import type { z } from 'zod';
import { DeviceEntity } from '../device.entity.js';
import { PushLogEntity } from '../push-log.entity.js';

@Controller()
export class ExportDataHandler {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  @Answers(ExportPushData)
  async handle({ userId }: z.output<typeof ExportPushData.ask>): Promise<z.input<typeof ExportPushData.answer>> {
    const devices = await this.unitOfWork.fresh.findBy(DeviceEntity, { userId });
    const pushes = await this.unitOfWork.fresh.find(PushLogEntity, { where: { userId }, order: { pushId: 'ASC' } });
    return {
      service: 'push',
      records: {
        device: devices.map(({ kind, createdAt }) => ({ kind, createdAt })),
        push_log: pushes.map(({ channelId, messageSequence, status, createdAt, changedAt }) => ({
          channelId,
          messageSequence,
          status,
          createdAt,
          changedAt,
        })),
      },
    };
  }
}
