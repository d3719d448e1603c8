import type { Tables } from '@maru/ports';
import { ConnectionUserEntity } from './connection-user.entity.js';
import { CreateConnectionTables1790000000000 } from './migrations/1790000000000-create-connection-tables.js';
import { UserConnectionEntity } from './user-connection.entity.js';

export const connectionTables: Tables = {
  service: 'connection',
  entities: [ConnectionUserEntity, UserConnectionEntity],
  migrations: [CreateConnectionTables1790000000000],
};
