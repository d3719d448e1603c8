export { KafkaGroups } from './bus/kafka-groups.js';
export { cluster } from './cluster.js';
export type { ClusterSettings } from './settings.js';
export { MysqlUnitOfWork } from './unit-of-work/mysql-unit-of-work.js';
