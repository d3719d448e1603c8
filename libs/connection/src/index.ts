import { defineService } from '@maru/ports';
import { ConnectionEnv } from './connection.env.js';
import { ConnectionModule } from './connection.module.js';
import { connectionTables } from './connection.tables.js';

/** Friends by invite code. */
export const connectionService = defineService({
  name: 'connection',
  module: ConnectionModule,
  env: ConnectionEnv,
  tables: connectionTables,
});
