import type { Tables } from '@maru/ports';
import { AuthSecretEntity } from './tokens/auth-secret.entity.js';
import { CreateAuthTables1790000000000 } from './migrations/1790000000000-create-auth-tables.js';
import { CreateUserSetting1790000000001 } from './migrations/1790000000001-create-user-setting.js';
import { UserSettingEntity } from './settings/user-setting.entity.js';
import { RefreshTokenEntity } from './tokens/refresh-token.entity.js';
import { UserEntity } from './user.entity.js';

export const authTables: Tables = {
  service: 'auth',
  entities: [UserEntity, RefreshTokenEntity, AuthSecretEntity, UserSettingEntity],
  migrations: [CreateAuthTables1790000000000, CreateUserSetting1790000000001],
  // A house signs with a key of its own.
  notCopied: ['auth_secret'],
};
