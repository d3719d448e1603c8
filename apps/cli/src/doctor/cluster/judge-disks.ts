import { existsSync, statfsSync, statSync } from 'node:fs';
import type { ClusterLook } from '@maru/runtime';
import { type Finding, note } from '../finding.js';
import { judgeSpace } from '../judge-space.js';

/** Of the servers on this machine: what others have, they do not say. */
export function judgeDisks({ pairs }: ClusterLook): Finding[] {
  const folders = pairs
    .flatMap(({ primary, replicas }) => [primary, ...replicas])
    .flatMap((server) => ('fault' in server || !isHere(server.address) ? [] : [server.dataFolder]))
    .filter((folder) => existsSync(folder));
  const byDisk = new Map(folders.map((folder) => [statSync(folder).dev, folder]));
  if (byDisk.size === 0)
    return [note('No database has its folder on this machine, so no disk was looked at.', 'Look at the disks of their machines: df -h.')];
  return [...byDisk.values()].map((folder) => {
    const { bavail, bsize } = statfsSync(folder);
    return judgeSpace(folder, bavail * bsize);
  });
}

function isHere(address: string): boolean {
  return /^(127\.|localhost:|\[?::1)/.test(address);
}
