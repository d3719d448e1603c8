import { ExportConnectionData } from '@maru/contracts';
import { Answers, UnitOfWork } from '@maru/ports';
import { Controller } from '@nestjs/common';
import type { z } from 'zod';
import { ConnectionUserEntity } from '../connection-user.entity.js';
import { findPartners } from '../partners.js';

@Controller()
export class ExportDataHandler {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  @Answers(ExportConnectionData)
  async handle({ userId, username }: z.output<typeof ExportConnectionData.ask>): Promise<z.input<typeof ExportConnectionData.answer>> {
    const user = await this.unitOfWork.fresh.findOneBy(ConnectionUserEntity, { userId });
    const partners = await findPartners(this.unitOfWork.fresh, userId);
    return {
      service: 'connection',
      records: {
        connection_user:
          user === null ? [] : [{ username: user.username, inviteCode: user.inviteCode, connectionCount: user.connectionCount }],
        user_connection: partners.map((partner) => ({
          username: partner.username,
          status: partner.status,
          inviter: partner.inviterUserId === userId ? username : partner.username,
          updatedAt: partner.updatedAt,
        })),
      },
    };
  }
}
