export type { Address, ClusterSettings, MysqlServers, ShardedMysql } from './settings.js';
