import { z } from 'zod';
import type { Address } from '../settings.js';

const TIMEOUT_MS = 3_000;

const Entries = z.array(
  z.object({
    Service: z.object({ ID: z.string(), Address: z.string(), Port: z.int() }),
    Checks: z.array(z.object({ Status: z.string() })),
  }),
);

interface InstanceLook {
  readonly service: string;
  readonly id: string;
  readonly url: string;
  /** Others are sent to it. */
  readonly isPassing: boolean;
}

export interface ConsulLook {
  readonly hasLeader: boolean;
  readonly instances: readonly InstanceLook[];
}

export async function lookAtConsul(consul: Address, prefix: string): Promise<ConsulLook> {
  const leader = z.string().parse(await get(`http://${consul}/v1/status/leader`));
  const services = z.record(z.string(), z.unknown()).parse(await get(`http://${consul}/v1/catalog/services`));
  const instances: InstanceLook[] = [];
  for (const name of Object.keys(services)
    .filter((one) => one.startsWith(prefix))
    .toSorted()) {
    for (const { Service, Checks } of Entries.parse(await get(`http://${consul}/v1/health/service/${name}`))) {
      const isPassing = Checks.every(({ Status }) => Status === 'passing');
      instances.push({ service: name.slice(prefix.length), id: Service.ID, url: `http://${Service.Address}:${Service.Port}`, isPassing });
    }
  }
  return { hasLeader: leader !== '', instances };
}

async function get(url: string): Promise<unknown> {
  const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  return await response.json();
}
