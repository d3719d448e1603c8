import { Connect, FindDirectChannel, FindPeople, type Person } from '@maru/contracts';
import { FixedClock } from '@maru/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GatewayHouse } from '../gateway.fixture.js';
import { Hall } from './hall.js';

const alice = { userId: 1, username: 'alice' };

describe('a direct channel for somebody who writes', () => {
  const clock = new FixedClock();
  let house: GatewayHouse;
  let byMail: number[];
  let connected: boolean;
  let asked: Person[][];
  let direct: { channelId?: number; open?: boolean };

  beforeEach(async () => {
    house = await GatewayHouse.start({ clock });
    [byMail, connected, asked, direct] = [[1, 2], true, [], {}];
    const { queries } = house.service.platform;
    queries.serve(FindDirectChannel, async () => direct);
    queries.serve(FindPeople, async ({ userIds }) => ({
      people: [alice, { userId: 2, username: 'bob' }]
        .filter(({ userId }) => userIds.includes(userId))
        .map((person) => ({ ...person, byMail: byMail.includes(person.userId) })),
    }));
    queries.serve(Connect, async ({ people }) => {
      asked.push(people);
      return { connected };
    });
  });
  afterEach(() => house.close());

  const open = (receiverId = 2) => house.service.get(Hall).openDirect(alice, receiverId);
  const answerCreate = async (answer: object) => {
    const [created] = await house.published('Create');
    expect(created).toMatchObject({ participantUsername: 'bob', asker: { ...alice, socketId: 0 } });
    await house.deliver({ kind: 'answer', to: created!.asker, ...answer });
  };

  it('is the one that there is, where both have it', async () => {
    direct = { channelId: 42, open: true };
    expect(await open()).toEqual({ channelId: 42 });
    expect([asked, house.commands]).toEqual([[], []]);
  });

  it('is made after the two have been connected', async () => {
    const opened = open();
    await answerCreate({ frame: JSON.stringify({ type: 'CREATE_RESPONSE', channelId: { id: 43 } }) });
    expect(await opened).toEqual({ channelId: 43 });
    expect(asked).toEqual([[alice, { userId: 2, username: 'bob' }]]);
  });

  it('connects nobody who never came by e-mail: what his friends may is for the channel to say', async () => {
    byMail = [1];
    const refused = open().catch((error: unknown) => error);
    await answerCreate({ refusal: { code: 'NOT_CONNECTED', message: 'no friends' } });
    expect(await refused).toMatchObject({ code: 'NOT_CONNECTED', message: 'no friends' });
    expect(asked).toEqual([]);
  });

  it('is none where a friendship has ended, with nobody, with oneself, or while nobody answers', async () => {
    connected = false;
    await expect(open()).rejects.toMatchObject({ code: 'NOT_CONNECTED' });
    await expect(open(99)).rejects.toMatchObject({ code: 'INVALID_FIELD' });
    await expect(open(1)).rejects.toMatchObject({ code: 'INVALID_FIELD' });
    expect(house.commands).toEqual([]);
    connected = true;
    const late = open().catch((error: unknown) => error);
    await house.published('Create');
    await clock.advance(10_000);
    expect(await late).toMatchObject({ code: 'UNAVAILABLE' });
  });
});
