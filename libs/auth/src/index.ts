import { AUTH_PATH } from '@maru/contracts';
import { defineService } from '@maru/ports';
import { AuthEnv } from './auth.env.js';
import { AuthModule } from './auth.module.js';
import { authTables } from './auth.tables.js';

export const authService = defineService({ name: 'auth', module: AuthModule, env: AuthEnv, tables: authTables, httpPath: AUTH_PATH });
