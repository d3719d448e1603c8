import { defineService } from '@maru/ports';
import { MessageEnv } from './message.env.js';
import { MessageModule } from './message.module.js';

export const messageService = defineService({ name: 'message', module: MessageModule, env: MessageEnv, storesMessages: true });
