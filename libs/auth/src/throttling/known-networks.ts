import { usernameKey } from '@maru/contracts';
import { KeyValue } from '@maru/ports';
import { Injectable } from '@nestjs/common';
import { digestOf } from '../digest.js';
import { CallerNetwork, type Calling } from './caller-network.js';

const REMEMBERED_MS = 90 * 86_400_000;

/** Where an account has been let in: there its owner is heard, whoever else tries elsewhere. To forget it costs only that. */
@Injectable()
export class KnownNetworks {
  constructor(
    private readonly keyValue: KeyValue,
    private readonly callerNetwork: CallerNetwork,
  ) {}

  /** The caller is this account's owner. */
  async remember(username: string, calling: Calling): Promise<void> {
    await this.keyValue.set(keyOf(username, this.callerNetwork.of(calling)), '', { ttlMs: REMEMBERED_MS, keep: true });
  }

  async has(username: string, network: string): Promise<boolean> {
    return (await this.keyValue.get(keyOf(username, network))) !== undefined;
  }
}

function keyOf(username: string, network: string): string {
  return `auth:known:{${digestOf(`${usernameKey(username)} ${network}`)}}`;
}
