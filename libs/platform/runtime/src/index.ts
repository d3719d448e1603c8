/** What an operator does with the files of the embedded shape. */
export { backUp, type DataFolderLook, lookAtDataFolder, restore } from '@maru/local';
export { clustered } from './configuration/clustered.js';
export { configurationDocument } from './configuration/configuration-document.js';
export { embedded } from './configuration/embedded.js';
export { judgeSettings } from './configuration/judge-settings.js';
export { defineShape, type Shape } from './configuration/shape.js';
export { type Known, PromMetrics } from './observe/prom-metrics.js';
export type { Running } from './process/running.js';
export { run, type RunOptions, type Started } from './process/run.js';
export { start, type Start } from './process/start.js';
export { lookAtCopy, migrate, withMaru, withServices } from './operate/operate.js';
export { type ClusterLook, isClustered, lookAround } from './operate/look-around.js';
export { moveHouse } from './operate/move-house.js';
export { reshard } from './operate/reshard.js';
