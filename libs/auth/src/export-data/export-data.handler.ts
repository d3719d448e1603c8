import { ExportAuthData } from '@maru/contracts';
import { Answers, UnitOfWork } from '@maru/ports';
import { Controller } from '@nestjs/common';
import type { z } from 'zod';
import { MailAccountEntity } from '../mail-accounts/mail-account.entity.js';
import { Profiles } from '../profiles/profiles.js';
import { Sessions } from '../sessions/sessions.js';
import { UserSettings } from '../settings/user-settings.js';
import { Users } from '../users.js';

/** All but what opens a door: no hash, no token. */
@Controller()
export class ExportDataHandler {
  constructor(
    private readonly users: Users,
    private readonly sessions: Sessions,
    private readonly settings: UserSettings,
    private readonly profiles: Profiles,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  @Answers(ExportAuthData)
  async handle({ userId }: z.output<typeof ExportAuthData.ask>): Promise<z.input<typeof ExportAuthData.answer>> {
    const user = await this.users.find(userId);
    const sessions = await this.sessions.list(userId);
    return {
      service: 'auth',
      records: {
        message_user: user === null ? [] : [{ username: user.username, createdAt: user.createdAt, unregisteredAt: user.unregisteredAt }],
        mail_account: (await this.unitOfWork.fresh.findBy(MailAccountEntity, { userId })).map(({ email }) => ({ email })),
        user_setting: [await this.settings.find(userId)],
        user_profile: [await this.profiles.find(userId)],
        session: sessions.map(({ sessionId, createdAt, lastSeenAt, expiresAt, userAgent }) => ({
          sessionId,
          createdAt,
          lastSeenAt,
          expiresAt,
          userAgent,
        })),
      },
    };
  }
}
