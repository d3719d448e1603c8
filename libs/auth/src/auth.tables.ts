import type { Tables } from '@maru/ports';
import { AuthSecretEntity } from './tokens/auth-secret.entity.js';
import { CreateAuthTables1790000000000 } from './migrations/1790000000000-create-auth-tables.js';
import { RefreshTokenEntity } from './tokens/refresh-token.entity.js';
import { UserEntity } from './user.entity.js';

export const authTables: Tables = {
  service: 'auth',
  entities: [UserEntity, RefreshTokenEntity, AuthSecretEntity],
  migrations: [CreateAuthTables1790000000000],
};
