import { type Finding, note, well, wrong } from './finding.js';

const MIB = 1_024 * 1_024;
const LITTLE_BYTES = 1_024 * MIB;
const FULL_BYTES = 100 * MIB;

export function judgeSpace(path: string, freeBytes: number): Finding {
  const free = `${Math.floor(freeBytes / MIB).toLocaleString('en')} MiB are free for ${path}`;
  if (freeBytes < FULL_BYTES) return wrong(`Only ${free}.`, 'Make room at once: what cannot be written is refused.');
  if (freeBytes < LITTLE_BYTES) return note(`Only ${free}.`, 'Make room soon.');
  return well(free);
}
