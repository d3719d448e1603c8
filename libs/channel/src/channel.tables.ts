import type { Tables } from '@maru/ports';
import { ChannelRequestEntity } from './channel-request.entity.js';
import { ChannelUserEntity } from './channel-user.entity.js';
import { ChannelEntity } from './channel.entity.js';
import { CreateChannelTables1790000000000 } from './migrations/1790000000000-create-channel-tables.js';

export const channelTables: Tables = {
  service: 'channel',
  entities: [ChannelEntity, ChannelUserEntity, ChannelRequestEntity],
  migrations: [CreateChannelTables1790000000000],
};
