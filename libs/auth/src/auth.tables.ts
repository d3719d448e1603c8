import type { Tables } from '@maru/ports';
import { GuestEntity } from './admit-guest/guest.entity.js';
import { AuthSecretEntity } from './tokens/auth-secret.entity.js';
import { CreateAuthTables1790000000000 } from './migrations/1790000000000-create-auth-tables.js';
import { CreateUserSetting1790000000001 } from './migrations/1790000000001-create-user-setting.js';
import { CreateUserProfile1790000000002 } from './migrations/1790000000002-create-user-profile.js';
import { CreateGuest1790000000003 } from './migrations/1790000000003-create-guest.js';
import { CreateMailAccount1790000000004 } from './migrations/1790000000004-create-mail-account.js';
import { MailAccountEntity } from './mail-accounts/mail-account.entity.js';
import { UserProfileEntity } from './profiles/user-profile.entity.js';
import { UserSettingEntity } from './settings/user-setting.entity.js';
import { RefreshTokenEntity } from './tokens/refresh-token.entity.js';
import { UserEntity } from './user.entity.js';

export const authTables: Tables = {
  service: 'auth',
  entities: [UserEntity, RefreshTokenEntity, AuthSecretEntity, UserSettingEntity, UserProfileEntity, GuestEntity, MailAccountEntity],
  migrations: [
    CreateAuthTables1790000000000,
    CreateUserSetting1790000000001,
    CreateUserProfile1790000000002,
    CreateGuest1790000000003,
    CreateMailAccount1790000000004,
  ],
  // A house signs with a key of its own.
  notCopied: ['auth_secret'],
};
