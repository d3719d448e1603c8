import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Action, countChange, type PairStatus, transition } from './connection-status.js';

const ALICE = 1;
const BOB = 2;

describe('the state table', () => {
  /** As the protocol's table reads, a line for each cell; alice invited last wherever somebody did. */
  const cells: [status: PairStatus, actor: 'alice' | 'bob', action: Action, outcome: string][] = [
    ['NONE', 'bob', 'INVITE', '-> PENDING'],
    ['NONE', 'bob', 'ACCEPT', 'NOT_INVITED'],
    ['NONE', 'bob', 'REJECT', 'NOT_INVITED'],
    ['NONE', 'bob', 'DISCONNECT', 'NOT_CONNECTED'],
    ['DISCONNECTED', 'alice', 'INVITE', '-> PENDING'],
    ['DISCONNECTED', 'bob', 'INVITE', '-> PENDING'],
    ['DISCONNECTED', 'alice', 'ACCEPT', 'NOT_INVITED'],
    ['DISCONNECTED', 'bob', 'ACCEPT', 'NOT_INVITED'],
    ['DISCONNECTED', 'alice', 'REJECT', 'NOT_INVITED'],
    ['DISCONNECTED', 'bob', 'REJECT', 'NOT_INVITED'],
    ['DISCONNECTED', 'alice', 'DISCONNECT', 'NOT_CONNECTED'],
    ['DISCONNECTED', 'bob', 'DISCONNECT', 'NOT_CONNECTED'],
    ['PENDING', 'alice', 'INVITE', 'ALREADY_INVITED'],
    ['PENDING', 'bob', 'INVITE', 'INVITED_BY_THEM'],
    ['PENDING', 'alice', 'ACCEPT', 'NOT_INVITED'],
    ['PENDING', 'bob', 'ACCEPT', '-> ACCEPTED'],
    ['PENDING', 'alice', 'REJECT', 'NOT_INVITED'],
    ['PENDING', 'bob', 'REJECT', '-> REJECTED'],
    ['PENDING', 'alice', 'DISCONNECT', 'NOT_CONNECTED'],
    ['PENDING', 'bob', 'DISCONNECT', 'NOT_CONNECTED'],
    ['ACCEPTED', 'alice', 'INVITE', 'ALREADY_CONNECTED'],
    ['ACCEPTED', 'bob', 'INVITE', 'ALREADY_CONNECTED'],
    ['ACCEPTED', 'alice', 'ACCEPT', 'ALREADY_CONNECTED'],
    ['ACCEPTED', 'bob', 'ACCEPT', 'ALREADY_CONNECTED'],
    ['ACCEPTED', 'alice', 'REJECT', 'ALREADY_CONNECTED'],
    ['ACCEPTED', 'bob', 'REJECT', 'ALREADY_CONNECTED'],
    ['ACCEPTED', 'alice', 'DISCONNECT', '-> DISCONNECTED'],
    ['ACCEPTED', 'bob', 'DISCONNECT', '-> DISCONNECTED'],
    ['REJECTED', 'alice', 'INVITE', 'INVITE_REJECTED'],
    ['REJECTED', 'bob', 'INVITE', '-> PENDING'],
    ['REJECTED', 'alice', 'ACCEPT', 'NOT_INVITED'],
    ['REJECTED', 'bob', 'ACCEPT', 'NOT_INVITED'],
    ['REJECTED', 'alice', 'REJECT', 'NOT_INVITED'],
    ['REJECTED', 'bob', 'REJECT', 'NOT_INVITED'],
    ['REJECTED', 'alice', 'DISCONNECT', 'NOT_CONNECTED'],
    ['REJECTED', 'bob', 'DISCONNECT', '-> DISCONNECTED'],
  ];

  it.each(cells)('%s, %s: %s is %s', (status, actor, action, outcome) => {
    const step = transition(status, status === 'NONE' ? undefined : ALICE, actor === 'alice' ? ALICE : BOB, action);
    expect('next' in step ? `-> ${step.next}` : step.refused).toBe(outcome);
  });

  it('counts a connection in while it is accepted', () => {
    expect(countChange('PENDING', 'ACCEPTED')).toBe(1);
    expect(countChange('ACCEPTED', 'DISCONNECTED')).toBe(-1);
    expect(countChange('NONE', 'PENDING')).toBe(0);
    expect(countChange('PENDING', 'REJECTED')).toBe(0);
    expect(countChange('REJECTED', 'DISCONNECTED')).toBe(0);
  });
});

/**
 * The table told the other way round, by what the two hold of each other instead of by a status: an invitation that lies open, a refusal
 * that stands, a bond.
 */
class Model {
  private invitationOf: number | undefined;
  private refusalOf: number | undefined;
  private bond = false;
  private met = false;
  bonds = 0;

  status(): PairStatus {
    if (this.bond) return 'ACCEPTED';
    if (this.invitationOf !== undefined) return 'PENDING';
    if (this.refusalOf !== undefined) return 'REJECTED';
    return this.met ? 'DISCONNECTED' : 'NONE';
  }

  act(actor: number, action: Action): string {
    switch (action) {
      case 'INVITE': {
        if (this.bond) return 'ALREADY_CONNECTED';
        if (this.invitationOf !== undefined) return this.invitationOf === actor ? 'ALREADY_INVITED' : 'INVITED_BY_THEM';
        if (this.refusalOf !== undefined && this.refusalOf !== actor) return 'INVITE_REJECTED';
        this.refusalOf = undefined;
        this.invitationOf = actor;
        this.met = true;
        return 'done';
      }
      case 'ACCEPT':
      case 'REJECT': {
        if (this.bond) return 'ALREADY_CONNECTED';
        if (this.invitationOf === undefined || this.invitationOf === actor) return 'NOT_INVITED';
        this.invitationOf = undefined;
        if (action === 'REJECT') {
          this.refusalOf = actor;
        } else {
          this.bond = true;
          this.bonds += 1;
        }
        return 'done';
      }
      case 'DISCONNECT': {
        if (this.bond) this.bonds -= 1;
        else if (this.refusalOf !== actor) return 'NOT_CONNECTED';
        this.bond = false;
        this.refusalOf = undefined;
        return 'done';
      }
    }
  }
}

it('agrees with a model that knows of no table, over any history of two people', () => {
  const step = fc.record({
    actor: fc.constantFrom(ALICE, BOB),
    action: fc.constantFrom<Action>('INVITE', 'ACCEPT', 'REJECT', 'DISCONNECT'),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (history) => {
      const model = new Model();
      let status: PairStatus = 'NONE';
      let inviter: number | undefined;
      let count = 0;
      for (const { actor, action } of history) {
        const outcome = transition(status, inviter, actor, action);
        expect('next' in outcome ? 'done' : outcome.refused).toBe(model.act(actor, action));
        if ('next' in outcome) {
          count += countChange(status, outcome.next);
          status = outcome.next;
          if (action === 'INVITE') inviter = actor;
        }
        expect(status).toBe(model.status());
        expect(count).toBe(model.bonds);
      }
    }),
    { numRuns: 500 },
  );
});
