/** The gateways of an embedded Maru in processes of their own, as its log and its numbers tell of them. */
import { readFileSync } from 'node:fs';
import type { EmbeddedMaru } from '@maru/testing';

/** All that have ever taken sockets, the newest last. */
export function workersOf(maru: EmbeddedMaru): { gatewayId: string; pid: number }[] {
  const told = maru.output().matchAll(/(gateway-[\d.]+) takes sockets \(process (\d+)\)/g);
  return [...told].map(([, gatewayId = '', pid]) => ({ gatewayId, pid: Number(pid) }));
}

export function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  return !isZombie(pid);
}

/** Open sockets by gateway; the first process's under an empty name. */
export async function socketsOf(maru: EmbeddedMaru): Promise<Map<string, number>> {
  const numbers = await (await fetch(`${maru.url}/metrics`)).text();
  const told = numbers.matchAll(/^maru_gateway_sockets(?:\{gateway="([^"]+)"\})? (\d+)$/gm);
  return new Map([...told].map(([, gatewayId = '', sockets]) => [gatewayId, Number(sockets)]));
}

/** Ended, and nobody has asked how. */
function isZombie(pid: number): boolean {
  if (process.platform !== 'linux') return false;
  try {
    return / Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return true;
  }
}
