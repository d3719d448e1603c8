import { enableCompileCache } from 'node:module';

// Most of a start is compiling what has not changed since the last one.
enableCompileCache();
await import('./maru.js');
