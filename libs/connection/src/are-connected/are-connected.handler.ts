import { AreConnected } from '@maru/contracts';
import { Answers, UnitOfWork } from '@maru/ports';
import { Controller } from '@nestjs/common';
import { findConnection } from '../pairs.js';

@Controller()
export class AreConnectedHandler {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  @Answers(AreConnected)
  async handle({ userIds: [one, another] }: { userIds: [number, number] }): Promise<{ connected: boolean; version: number }> {
    const connection = await findConnection(this.unitOfWork.fresh, one, another);
    return { connected: connection?.status === 'ACCEPTED', version: connection?.version ?? 0 };
  }
}
