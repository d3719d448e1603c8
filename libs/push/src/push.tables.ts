import type { Tables } from '@maru/ports';
import { DeviceEntity } from './device.entity.js';
import { CreatePushTables1790000000000 } from './migrations/1790000000000-create-push-tables.js';
import { PushLogEntity } from './push-log.entity.js';

export const pushTables: Tables = { service: 'push', entities: [DeviceEntity, PushLogEntity], migrations: [CreatePushTables1790000000000] };
