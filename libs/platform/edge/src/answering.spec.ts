import { type Asker, type Delivered, DomainError } from '@maru/contracts';
import { Delivery, type GatewayLink } from '@maru/ports';
import { describe, expect, it } from 'vitest';
import { answering, refusalOf } from './answering.js';

const asker: Asker = { userId: 1, username: 'alice', sessionId: 's', gatewayId: 'g', socketId: 2, reference: 3 };

class RecordingDelivery extends Delivery {
  readonly all: Delivered[] = [];
  async deliver(deliveries: readonly Delivered[]) {
    this.all.push(...deliveries);
  }
  attach(): Promise<GatewayLink> {
    throw new Error('nobody attaches here');
  }
}

describe('answering', () => {
  it('resolves to what the work resolves to, and says nothing itself', async () => {
    const delivery = new RecordingDelivery();
    expect(await answering(delivery, asker, async () => 'done')).toBe('done');
    expect(delivery.all).toEqual([]);
  });

  it('turns a refusal into the answer', async () => {
    const delivery = new RecordingDelivery();
    const refused = answering(delivery, asker, () => Promise.reject(new DomainError('NOT_A_MEMBER')));
    expect(await refused).toBeUndefined();
    expect(delivery.all).toEqual([
      { kind: 'answer', to: asker, refusal: { code: 'NOT_A_MEMBER', message: 'Not a member of this channel.' } },
    ]);
  });

  it('leaves a failure to the bus', async () => {
    const delivery = new RecordingDelivery();
    await expect(answering(delivery, asker, () => Promise.reject(new Error('no disk')))).rejects.toThrow('no disk');
    expect(delivery.all).toEqual([]);
  });
});

it('tells when to come back where the refusal knows', () => {
  expect(refusalOf(new DomainError('RATE_LIMITED', 'slowly', 700))).toEqual({ code: 'RATE_LIMITED', message: 'slowly', retryAfterMs: 700 });
  expect(refusalOf(new Error('else'))).toBeUndefined();
});
