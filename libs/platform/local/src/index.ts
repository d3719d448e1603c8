export { backUp, copyDatabases } from './backup/back-up.js';
export { restore } from './backup/restore.js';
export { FixedClock } from './clock/fixed-clock.js';
export { SystemClock } from './clock/system-clock.js';
export { FolderInUse, UnwritableFolder } from './data-folder/data-folder.js';
export { type DataFolderLook, lookAtDataFolder } from './data-folder/look-at-data-folder.js';
export { local, type LocalSettings } from './local.js';
export { type Migrated, migrateDataFolder } from './data-folder/migrate-data-folder.js';
export { DamagedDatabase } from './sqlite/sqlite-errors.js';
