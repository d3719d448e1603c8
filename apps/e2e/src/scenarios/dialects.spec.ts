/** People of all dialects in one channel: the same lines, in the same order, for everybody. */
import { afterEach, describe, expect, it } from 'vitest';
import { PATIENT } from './device.js';
import { DIALECTS, unique, useHouse } from './house.js';
import { type Frame, OlderClient } from './older-client.js';
import { arriveByMail } from './stomp-accounts.js';
import { StompPerson } from './stomp-person.js';

const house = useHouse(DIALECTS);
const clients: OlderClient[] = [];
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()));
});
async function open(path: string): Promise<OlderClient> {
  const client = await OlderClient.open(house.url, path);
  clients.push(client);
  return client;
}
const linesOfRooms = ({ frames }: OlderClient) => frames.filter(({ type }) => type === 'message').map(({ user, text }) => [user, text]);
const linesOfChatRoom = ({ frames }: OlderClient) =>
  ((frames.at(-1)?.['messages'] ?? []) as Frame[]).map(({ username, content }) => [username, content]);

async function findChannel(person: Awaited<ReturnType<typeof house.arrive>>, query: string): Promise<number> {
  const { channels } = await person.ask({ type: 'FETCH_PUBLIC_CHANNELS_REQUEST', query });
  return channels[0]!.channelId.id;
}

describe('one channel', () => {
  it('is one conversation, in every dialect', async () => {
    const room = unique('plaza');
    const bea = await open(`/ws/chat/${room}`);
    const maru = await house.arrive('maru');
    const channelId = await findChannel(maru, room);
    await maru.ask({ type: 'JOIN_REQUEST', channelId });
    const [abe, byNumber] = [await open(`/ws/${channelId}?user=${room}-abe`), await open(`/ws/chat/${channelId}`)];
    await abe.hears({ type: 'system' });

    const writes: Promise<unknown>[] = [];
    for (let count = 0; count < 12; count++) {
      writes.push(maru.write(channelId, `maru ${count}`));
      abe.say(`abe ${count}`);
      bea.say({ username: `${room}-bea`, content: `bea ${count}`, room_id: room });
      byNumber.say({ username: `${room}-num`, content: `num ${count}` });
    }
    await Promise.all(writes);
    await abe.until(() => linesOfRooms(abe).length === 48);
    for (const client of [bea, byNumber]) await client.until(() => linesOfChatRoom(client).length === 48);
    await expect.poll(async () => (await maru.history(channelId)).length, PATIENT).toBe(48);
    const truth = (await maru.history(channelId)).map(({ username, content }) => [username, content]);
    for (const lines of [linesOfRooms(abe), linesOfChatRoom(bea), linesOfChatRoom(byNumber)]) expect(lines).toEqual(truth);
    for (const who of ['maru', 'abe', 'bea', 'num'])
      expect(truth.map(([, content]) => content).filter((content) => content?.startsWith(who))).toEqual(
        Array.from({ length: 12 }, (_, count) => `${who} ${count}`),
      );
  });

  it('is one conversation of four, each with the clients of his own', async () => {
    const room = unique('plaza');
    const bea = await open(`/ws/chat/${room}`);
    const maru = await house.arrive('maru');
    const channelId = await findChannel(maru, room);
    await maru.ask({ type: 'JOIN_REQUEST', channelId });
    const abe = await open(`/ws/${channelId}?user=${room}-abe`);
    await abe.hears({ type: 'system' });
    const [sam, sue] = await Promise.all(
      (['websocket', 'xhr-streaming'] as const).map(async (transport) =>
        StompPerson.connect(house.url, await arriveByMail(house.url), transport),
      ),
    );
    const [ofSam, ofSue]: Frame[][] = [[], []];
    await sam!.subscribe(`/topic/room/room_${channelId}`, (told) => ofSam!.push(told));
    await sue!.subscribe(`/topic/room/${channelId}`, (told) => ofSue!.push(told));
    const writes: Promise<unknown>[] = [];
    for (let count = 0; count < 12; count++) {
      writes.push(maru.write(channelId, `maru ${count}`), sam!.write({ roomId: `room_${channelId}` }, `sam ${count}`));
      abe.say(`abe ${count}`);
      bea.say({ username: `${room}-bea`, content: `bea ${count}`, room_id: room });
    }
    await Promise.all(writes);
    await abe.until(() => linesOfRooms(abe).length === 48);
    await bea.until(() => linesOfChatRoom(bea).length === 48);
    await expect.poll(() => [sam!.contents(ofSam).length, sue!.contents(ofSue).length], PATIENT).toEqual([48, 48]);
    const truth = (await maru.history(channelId)).map(({ content }) => content);
    expect(truth).toHaveLength(48);
    for (const lines of [linesOfRooms(abe), linesOfChatRoom(bea)]) expect(lines.map(([, content]) => content)).toEqual(truth);
    for (const told of [ofSam, ofSue]) expect(sam!.contents(told)).toEqual(truth);
    expect([sam!.contents(), sue!.contents()]).toEqual([[], []]);
    await Promise.all([sam!.close(), sue!.close()]);
  });

  it('tells Maru’s people which guests write in it, and when they have gone', async () => {
    const room = unique('plaza');
    const bea = await open(`/ws/chat/${room}`);
    const maru = await house.arrive('maru');
    const channelId = await findChannel(maru, room);
    await maru.ask({ type: 'JOIN_REQUEST', channelId });
    const username = `${room}-bea`;
    bea.say({ username, content: 'hi', room_id: room });
    await maru.hears('NOTIFY_JOIN', { channelId: { id: channelId }, username });
    expect((await maru.ask({ type: 'FETCH_MEMBERS_REQUEST', channelId })).members.map((member) => member.username)).toEqual([
      maru.name,
      username,
    ]);
    await bea.close();
    await maru.hears('NOTIFY_QUIT', { channelId: { id: channelId }, username });
    const again = await open(`/ws/chat/${room}`);
    again.say({ username, content: 'hi again', room_id: room });
    await again.until(() => linesOfChatRoom(again).length === 2);
  });

  it('is left by visitors when it is public no more, and never entered by them', async () => {
    const [owner, friend] = await house.friends('owner', 'friend');
    const { channelId } = await owner!.ask({
      type: 'CREATE_REQUEST',
      title: unique('mine'),
      participantUsernames: [friend!.name],
      public: true,
    });
    const abe = await open(`/ws/${channelId.id}?user=${unique('abe')}`);
    await abe.hears({ type: 'system' });
    abe.say('hello');
    await abe.hears({ type: 'message', text: 'hello' });
    await owner!.ask({ type: 'UPDATE_CHANNEL_REQUEST', channelId: channelId.id, public: false });
    expect(await abe.ends()).toEqual({ code: 1008, reason: 'room not found' });
    expect((await (await open(`/ws/${channelId.id}?user=abe`)).ends()).code).toBe(1008);
    expect((await fetch(`${house.url}/rooms/${channelId.id}/messages`)).status).toBe(404);
    const bea = await open(`/ws/chat/${channelId.id}`);
    bea.say({ username: 'bea', content: 'not there', room_id: '' });
    await bea.until(() => linesOfChatRoom(bea).length === 1);
    expect((await owner!.history(channelId.id)).map(({ content }) => content)).toEqual(['hello']);
  });
});
