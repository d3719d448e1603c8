import { userEvents } from '@maru/contracts';
import type { UserRegistered } from '@maru/contracts';
import { On, UnitOfWork } from '@maru/ports';
import { Controller } from '@nestjs/common';
import { DeviceEntity } from '../device.entity.js';

/** Everybody who has an account has the mock device. */
@Controller()
export class AddDeviceWhenUserRegistered {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  @On(userEvents, 'UserRegistered')
  async handle({ userId, at }: UserRegistered): Promise<void> {
    await this.unitOfWork.run(async ({ manager }) => {
      const known = await manager.existsBy(DeviceEntity, { userId, kind: 'mock' });
      if (!known) await manager.insert(DeviceEntity, { userId, kind: 'mock', createdAt: at });
    });
  }
}
