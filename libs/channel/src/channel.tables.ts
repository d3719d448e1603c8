import type { Tables } from '@maru/ports';
import { ChannelRequestEntity } from './channel-request.entity.js';
import { ChannelUserEntity } from './channel-user.entity.js';
import { ChannelEntity } from './channel.entity.js';
import { CommonChannelEntity } from './common-channels/common-channel.entity.js';
import { CreateChannelTables1790000000000 } from './migrations/1790000000000-create-channel-tables.js';
import { CreateCommonChannel1790000000001 } from './migrations/1790000000001-create-common-channel.js';

export const channelTables: Tables = {
  service: 'channel',
  entities: [ChannelEntity, ChannelUserEntity, ChannelRequestEntity, CommonChannelEntity],
  migrations: [CreateChannelTables1790000000000, CreateCommonChannel1790000000001],
};
