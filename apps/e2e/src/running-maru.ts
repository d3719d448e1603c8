/**
 * The Maru that a test of promises talks to: the one whose address stands in `MARU_E2E_URL`, or an embedded one of its own. It has relaxed
 * limits, and others may be in it. Whoever needs settings of his own, the log or an end of the process calls his file `*.embedded.spec.ts`.
 */
import { SOCKET_PATH } from '@maru/contracts';
import { startEmbedded } from '@maru/testing';

export interface RunningMaru {
  readonly url: string;
  readonly wsUrl: string;
  /** What it logged; nothing where it is not ours. */
  output(): string;
  close(): Promise<void>;
}

export async function startMaru(): Promise<RunningMaru> {
  const url = process.env['MARU_E2E_URL'];
  if (url === undefined) return startEmbedded({ env: { MARU_LIMITS: 'relaxed' } });
  return { url, wsUrl: `${url.replace(/^http/, 'ws')}${SOCKET_PATH}`, output: () => '', close: () => Promise.resolve() };
}
