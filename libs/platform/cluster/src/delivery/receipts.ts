import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { z } from 'zod';
import { hostAndPort } from '../mysql/address.js';
import type { TcpEnd } from '../tcp/tcp-end.js';
import { TcpPeer } from '../tcp/tcp-peer.js';

const APPLIED = 'delivery.applied';
export const RECEIPT = 'maru-receipt';
export const REPLY_TO = 'maru-reply-to';
const Given = z.object({ receipt: z.string() });

interface AskedReceipt {
  readonly headers: Readonly<Record<string, string>>;
  readonly arrived: Promise<void>;
  forget(): void;
}

/** A gateway tells whoever waits for it that it has applied a record: directly, from process to process. */
export class Receipts {
  private readonly awaited = new Map<string, () => void>();
  private readonly peers = new Map<string, TcpPeer>();
  private readonly logger = new Logger(Receipts.name);

  constructor(private readonly end: TcpEnd) {
    end.hear(APPLIED, (data) => {
      const given = Given.safeParse(data);
      if (given.success) this.awaited.get(given.data.receipt)?.();
    });
  }

  ask(): AskedReceipt {
    const receipt = randomUUID();
    const { promise: arrived, resolve } = Promise.withResolvers<void>();
    this.awaited.set(receipt, resolve);
    const forget = () => {
      this.awaited.delete(receipt);
      resolve();
    };
    return { headers: { [RECEIPT]: receipt, [REPLY_TO]: this.end.address }, arrived, forget };
  }

  /** One that does not arrive costs its waiter a second, and nobody else anything. */
  give(receipt: string, replyTo: string): void {
    this.peerAt(replyTo)
      .tell(APPLIED, { receipt })
      .catch((error: unknown) => {
        this.logger.debug(`${replyTo}: ${String(error)}`);
        this.peers.get(replyTo)?.close();
        this.peers.delete(replyTo);
      });
  }

  close(): void {
    for (const resolve of this.awaited.values()) resolve();
    for (const peer of this.peers.values()) peer.close();
  }

  private peerAt(address: string): TcpPeer {
    const known = this.peers.get(address);
    if (known) return known;
    const { host, port } = hostAndPort(address);
    const peer = new TcpPeer(host, port);
    this.peers.set(address, peer);
    return peer;
  }
}
