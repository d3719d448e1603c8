import { existsSync } from 'node:fs';
import { isClustered } from '@maru/runtime';
import { enter } from '../account/enter.js';
import { SessionInUse } from '../account/session-file.js';
import { findSession, type Wanted } from '../account/session-files.js';
import type { Io } from '../command-line/io.js';
import { checkDataFolder } from './check-data-folder.js';
import { checkNode, checkSettings } from './check-program.js';
import { checkMetrics, checkServer } from './check-server.js';
import { checkSocket, checkUpgrade } from './check-socket.js';
import { checkCluster } from './cluster/check-cluster.js';
import { type Finding, note } from './finding.js';

export interface Examined {
  readonly server: string;
  /** Without it the folder of the settings, if there is one. */
  readonly data: string | undefined;
  readonly wanted: Wanted;
}

/** All that can be found out from here, by where it was looked at. */
export async function examine(io: Io, { server, data, wanted }: Examined): Promise<Map<string, readonly Finding[]>> {
  const findings = new Map<string, readonly Finding[]>();
  findings.set('here', [checkNode(), ...checkSettings(io.environment)]);
  const isCluster = isClustered(io.environment);
  if (isCluster) for (const [place, found] of await checkCluster(io.environment)) findings.set(place, found);
  const folder = data ?? [io.environment['MARU_DATA'] || './data'].find((one) => !isCluster && existsSync(one));
  if (folder !== undefined) findings.set('the data folder', checkDataFolder(folder, Date.now()));
  const reached = await checkServer(server);
  findings.set(server, reached.findings);
  if (!reached.isMaru) return findings;
  if (!isCluster) findings.set('its numbers', await checkMetrics(server));
  findings.set('sockets', [await checkUpgrade(server), ...(await ownSocket(io, { ...wanted, server }))]);
  return findings;
}

async function ownSocket(io: Io, wanted: Wanted): Promise<readonly Finding[]> {
  if (findSession(io, wanted) === undefined)
    return [note('Nobody is logged in here, so no socket was opened.', 'npx maru login, to look at that too.')];
  try {
    const { http, leave } = enter(io, wanted);
    return await checkSocket(http).finally(leave);
  } catch (error) {
    if (!(error instanceof SessionInUse)) throw error;
    return [note('The session here is in use by another maru, so no socket was opened.', 'That one has a socket, if it works.')];
  }
}
