import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MessageHouse } from '../message.fixture.js';
import { ChannelPicture } from './channel-picture.js';
import { Pictures } from './pictures.js';

let house: MessageHouse;
let pictures: Pictures;
beforeEach(async () => {
  house = await MessageHouse.start({ MARU_PICTURE_READERS: '10' });
  pictures = house.get(Pictures);
});
afterEach(() => house.close());

function keep(channelId: number, readers: number): ChannelPicture {
  const head = { channelId, lastMessageSequence: 0, direct: false, barred: false, barVersion: 0 };
  const row = { channelId, username: 'somebody', lastReadMessageSequence: 0, member: true };
  const picture = new ChannelPicture(
    head,
    0,
    Array.from({ length: readers }, (_, userId) => ({ ...row, userId })),
  );
  pictures.keep(channelId, picture);
  return picture;
}
const kept = (...channelIds: number[]) => channelIds.filter((channelId) => pictures.peek(channelId) !== undefined);

describe('pictures', () => {
  it('drop those that were written to least recently, by the readers in them', () => {
    const first = keep(1, 3);
    keep(2, 3);
    pictures.keep(1, first);
    keep(3, 3);
    expect(kept(1, 2, 3)).toEqual([1, 3]);
    keep(4, 1);
    expect(kept(1, 2, 3, 4)).toEqual([1, 3, 4]);
  });

  it('weigh a picture as it is now', () => {
    const grown = keep(1, 1);
    keep(2, 3);
    for (let userId = 10; userId < 15; userId++) grown.put(userId, { username: 'new', lastRead: 0, member: true });
    pictures.keep(1, grown);
    expect(kept(1, 2)).toEqual([1]);
  });

  it('keep the last one, however large', () => {
    keep(1, 100);
    expect(kept(1)).toEqual([1]);
    keep(2, 1);
    expect(kept(1, 2)).toEqual([2]);
  });

  it('forget what may not be true', () => {
    keep(1, 4);
    pictures.forget([1, 1, 2]);
    keep(2, 4);
    keep(3, 4);
    expect(kept(1, 2, 3)).toEqual([2, 3]);
  });
});
