import { userEvents } from '@maru/contracts';
import type { UserUnregistered } from '@maru/contracts';
import { On, UnitOfWork } from '@maru/ports';
import { Controller } from '@nestjs/common';
import { DeviceEntity } from '../device.entity.js';
import { PushLogEntity } from '../push-log.entity.js';

/** Nothing is kept of one who has gone, and nothing is sent. */
@Controller()
export class ForgetUserWhenUserUnregistered {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  @On(userEvents, 'UserUnregistered')
  async handle({ userId }: UserUnregistered): Promise<void> {
    await this.unitOfWork.run(async ({ manager }) => {
      await manager.delete(PushLogEntity, { userId });
      await manager.delete(DeviceEntity, { userId });
    });
  }
}
