import { HttpError, userEvents } from '@maru/contracts';
import { Clock, Ids, recordOf, UnitOfWork } from '@maru/ports';
import { Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
import { MailAccountEntity } from '../mail-accounts/mail-account.entity.js';
import { CheckPassword } from '../passwords/check-password.js';
import { UserProfileEntity } from '../profiles/user-profile.entity.js';
import { EndSessions } from '../sessions/end-sessions.js';
import type { Session } from '../sessions/session.js';
import { UserSettingEntity } from '../settings/user-setting.entity.js';
import { RefreshTokenEntity } from '../tokens/refresh-token.entity.js';
import { UserEntity } from '../user.entity.js';

const FRESH_LOGIN_MS = 5 * 60_000;

@Injectable()
export class UnregisterHandler {
  constructor(
    private readonly checkPassword: CheckPassword,
    private readonly endSessions: EndSessions,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  async handle(session: Session, password: string | undefined): Promise<void> {
    if (password !== undefined) await this.checkPassword.of(session, password);
    else if (this.clock.now() - session.createdAt > FRESH_LOGIN_MS) throw new HttpError('BAD_CREDENTIALS', { status: 403 });
    const { userId } = session;
    // Before it is written: if we died in between, no session would outlive its account. And after it: a login may be under way.
    await this.endSessions.endAll(userId);
    await this.giveUp(session);
    await this.endSessions.endAll(userId);
  }

  /** The row stays, without its password: the name is nobody's any more, and never anybody else's. */
  private giveUp({ userId, username }: Session): Promise<void> {
    return this.unitOfWork.run(async (unit) => {
      const at = this.clock.now();
      const { affected } = await unit.manager.update(
        UserEntity,
        { userId, unregisteredAt: IsNull() },
        { password: null, unregisteredAt: at },
      );
      // Another call was quicker.
      if (affected !== 1) return;
      await unit.manager.delete(RefreshTokenEntity, { userId });
      await unit.manager.delete(UserSettingEntity, { userId });
      await unit.manager.delete(UserProfileEntity, { userId });
      await unit.manager.delete(MailAccountEntity, { userId });
      unit.publish(recordOf(userEvents, { type: 'UserUnregistered', v: 1, eventId: this.ids.unique(), at, userId, username }));
    });
  }
}
