import { Ids } from '@maru/ports';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { hash, verify } from '@node-rs/argon2';
import { HashingPool } from './hashing-pool.js';

/** argon2id (the library's default) with what OWASP asks for: 19 MiB, 2 passes, 1 lane. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

@Injectable()
export class PasswordHasher implements OnModuleInit {
  private nobodysHash = '';

  constructor(
    private readonly pool: HashingPool,
    private readonly ids: Ids,
  ) {}

  async onModuleInit(): Promise<void> {
    this.nobodysHash = await hash(this.ids.secret(), COST);
  }

  hash(password: string): Promise<string> {
    return this.pool.run(() => hash(password, COST));
  }

  /** Takes as long where there is no hash to compare with, so that the time tells nothing. */
  async verify(passwordHash: string | null | undefined, password: string): Promise<boolean> {
    const matches = await this.pool.run(() => verify(passwordHash ?? this.nobodysHash, password));
    return matches && typeof passwordHash === 'string';
  }
}
