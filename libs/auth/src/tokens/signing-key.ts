/** The key of access tokens: given by a setting, or made once and kept in the database, so that tokens outlive a restart. */
import { Clock, ENV, Ids, UnitOfWork } from '@maru/ports';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { AuthEnv } from '../auth.env.js';
import { AuthSecretEntity } from './auth-secret.entity.js';

const NAME = 'access-token';

@Injectable()
export class SigningKey implements OnModuleInit {
  bytes: Uint8Array = new Uint8Array();

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly ids: Ids,
    private readonly clock: Clock,
    @Inject(ENV) private readonly env: AuthEnv,
  ) {}

  async onModuleInit(): Promise<void> {
    const secret = this.env.MARU_JWT_SECRET ?? (await this.find()) ?? (await this.make());
    this.bytes = new TextEncoder().encode(secret);
  }

  private async find(): Promise<string | undefined> {
    const kept = await this.unitOfWork.fresh.findOneBy(AuthSecretEntity, { name: NAME });
    return kept?.value;
  }

  private async make(): Promise<string> {
    const made = { name: NAME, value: this.ids.secret(), createdAt: this.clock.now() };
    try {
      await this.unitOfWork.run((unit) => unit.manager.insert(AuthSecretEntity, made));
      return made.value;
    } catch (error) {
      // Another instance, started at the same time, may have been first: its key is everybody's.
      const others = await this.find();
      if (others === undefined) throw error;
      return others;
    }
  }
}
