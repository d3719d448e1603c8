import { defineService } from '@maru/ports';
import { PushEnv } from './push.env.js';
import { PushModule } from './push.module.js';
import { pushTables } from './push.tables.js';

/** Tells those who are away. */
export const pushService = defineService({ name: 'push', module: PushModule, env: PushEnv, tables: pushTables });
