export { cluster } from './cluster.js';
export type { ClusterSettings } from './settings.js';
