import { defineService } from '@maru/ports';
import { GatewayEnv } from './gateway.env.js';
import { GatewayModule } from './gateway.module.js';

export const gatewayService = defineService({ name: 'gateway', module: GatewayModule, env: GatewayEnv });
