export { KafkaGroups } from './bus/kafka-groups.js';
export { cluster } from './cluster.js';
export { ClusterNumbers } from './cluster-numbers.js';
export { type ClusterDatabases, ClusterHouse } from './house/cluster-house.js';
export { countThroughProxies } from './house/routed-channels.js';
export { type ClusterLook, lookAtCluster } from './look/look-at-cluster.js';
export type { ClusterSettings } from './settings.js';
export { MysqlUnitOfWork } from './unit-of-work/mysql-unit-of-work.js';
