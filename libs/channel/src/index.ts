import { defineService } from '@maru/ports';
import { ChannelEnv } from './channel.env.js';
import { ChannelModule } from './channel.module.js';
import { channelTables } from './channel.tables.js';

export const channelService = defineService({ name: 'channel', module: ChannelModule, env: ChannelEnv, tables: channelTables });
