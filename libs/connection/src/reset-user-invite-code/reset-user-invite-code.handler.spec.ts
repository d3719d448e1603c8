import { FetchUserInviteCodeQuery, normalizeInviteCode } from '@maru/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ConnectionHouse, type Visitor } from '../connection.fixture.js';

let house: ConnectionHouse;
let alice: Visitor;
let bob: Visitor;
let round = 0;

beforeAll(async () => {
  house = await ConnectionHouse.start();
});
afterAll(() => house.close());
beforeEach(async () => {
  round += 1;
  [alice, bob] = (await house.arrive(`alice${round}`, `bob${round}`)) as [Visitor, Visitor];
});

const RESET = { type: 'ResetUserInviteCode' } as const;

async function codeOf({ person }: Visitor): Promise<string> {
  return (await house.service.ask(FetchUserInviteCodeQuery, { person })).inviteCode;
}

describe('RESET_USER_INVITE_CODE', () => {
  it('makes a new code and kills the old one', async () => {
    const { inviteCode } = (await bob.ask(RESET)) as { inviteCode: string };
    expect(inviteCode).not.toBe(bob.inviteCode);
    expect(await codeOf(bob)).toBe(inviteCode);
    expect(await alice.invite(bob)).toBe('UNKNOWN_INVITE_CODE');
    expect(await alice.ask({ type: 'Invite', userInviteCode: inviteCode })).toMatchObject({ username: bob.name });
  });

  it('leaves the invitations that came by the old one', async () => {
    await alice.invite(bob);
    await bob.ask(RESET);
    expect(await bob.accept(alice.name)).toMatchObject({ type: 'ACCEPT_RESPONSE' });
  });

  it('makes one code when the command comes twice', async () => {
    const answer = await bob.ask(RESET, `reset-${round}`);
    expect(await bob.ask(RESET, `reset-${round}`)).toEqual(answer);
    expect(await bob.ask(RESET)).not.toEqual(answer);
  });

  it('comes from one of whom nothing has been heard yet', async () => {
    const answer = await house.ask({ userId: 10_000 + round, username: `early${round}` }, RESET);
    expect(answer).toMatchObject({ type: 'RESET_USER_INVITE_CODE_RESPONSE' });
  });
});

describe('FETCH_USER_INVITE_CODE', () => {
  it('is always the same, of 26 characters, and nobody else’s', async () => {
    expect(await codeOf(alice)).toBe(alice.inviteCode);
    expect(normalizeInviteCode(alice.inviteCode)).toBe(alice.inviteCode);
    expect(alice.inviteCode).not.toBe(bob.inviteCode);
  });

  it('is one code for many who ask at once before anything has been heard of them', async () => {
    const person = { userId: 20_000 + round, username: `hasty${round}` };
    const asked = await Promise.all(Array.from({ length: 8 }, () => house.service.ask(FetchUserInviteCodeQuery, { person })));
    expect(new Set(asked.map(({ inviteCode }) => inviteCode)).size).toBe(1);
  });
});
