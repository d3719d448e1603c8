import { beforeEach, describe, expect, it } from 'vitest';
import { ChannelDraft } from './channel-draft.js';
import { ChannelPicture } from './channel-picture.js';

const alice = { userId: 1, username: 'alice' };
const bob = { userId: 2, username: 'bob' };
const head = { channelId: 42, lastMessageSequence: 7, direct: false, barred: false, barVersion: 0 };
const row = (person: typeof alice, lastReadMessageSequence: number, member = true) => ({
  ...person,
  channelId: 42,
  lastReadMessageSequence,
  member,
});

let picture: ChannelPicture;
let draft: ChannelDraft;
beforeEach(() => {
  picture = new ChannelPicture(head, 1_000, [row(alice, 5)]);
  draft = new ChannelDraft(42, picture);
});

describe('numbering', () => {
  it('goes on from the head, and never back in time', () => {
    expect(draft.next(1, 900)).toEqual({ messageSequence: 8, createdAt: 1_000 });
    expect(draft.next(1, 1_200)).toEqual({ messageSequence: 9, createdAt: 1_200 });
    expect(draft.next(1, 1_100)).toEqual({ messageSequence: 10, createdAt: 1_200 });
  });

  it("moves the sender's pointer to his own message", () => {
    draft.next(1, 2_000);
    expect(draft.pointerOf(1)).toBe(8);
    expect(draft.changes().moved).toEqual([{ userId: 1, channelId: 42, lastReadMessageSequence: 8 }]);
  });
});

describe('pointers', () => {
  it('are cut at the last message, and never go back', () => {
    expect(draft.move(1, 4)).toBe(false);
    expect(draft.move(1, 5)).toBe(false);
    expect(draft.move(1, 6)).toBe(true);
    expect(draft.move(1, 99)).toBe(true);
    expect(draft.pointerOf(1)).toBe(7);
    expect(draft.move(1, 7)).toBe(false);
  });

  it('do not exist for strangers', () => {
    expect(draft.move(9, 7)).toBe(false);
    expect(draft.changes()).toEqual({ put: [], removed: [], moved: [] });
  });
});

describe('membership', () => {
  it('starts at the last message', () => {
    draft.admit([bob], false);
    expect(draft.isMember(2)).toBe(true);
    expect(draft.changes()).toEqual({ put: [row(bob, 7)], removed: [], moved: [] });
  });

  it("leaves a member's pointer alone when it comes again", () => {
    draft.admit([alice], false);
    expect(draft.pointerOf(1)).toBe(5);
    expect(draft.changes()).toEqual({ put: [], removed: [], moved: [] });
  });

  it('makes the head of a new channel', () => {
    const created = new ChannelDraft(43, undefined);
    created.admit([alice, bob], true);
    expect(created.changes().head).toEqual({ channelId: 43, lastMessageSequence: 0, direct: true, barred: false, barVersion: 0 });
  });

  it('ends without a trace, or keeps the pointer of a view that was quit', () => {
    draft.admit([bob], false);
    draft.dismiss([1], false);
    draft.dismiss([2, 9], true);
    expect([draft.isMember(1), draft.isMember(2)]).toEqual([false, false]);
    expect(draft.changes()).toMatchObject({ put: [row(bob, 7, false)], removed: [1], moved: [] });
  });

  it('takes a kept pointer up again', () => {
    draft.dismiss([1], true);
    draft.next(2, 2_000);
    draft.admit([alice], false);
    expect(draft.changes().put).toEqual([row(alice, 5)]);
  });

  it('counts who is in', () => {
    draft.admit([alice, bob], false);
    expect(draft.members).toBe(2);
    draft.dismiss([2], true);
    draft.dismiss([2], true);
    expect(draft.members).toBe(1);
    expect(draft.settle()?.members).toBe(1);
    expect(draft.members).toBe(1);
  });
});

describe('the bar', () => {
  it('follows the versions, not the order of arrival', () => {
    draft.bar(true, 3);
    draft.bar(false, 2);
    expect(draft.barred).toBe(true);
    draft.bar(false, 4);
    expect(draft.barred).toBe(false);
  });

  it('waits for a channel whose members come later', () => {
    const early = new ChannelDraft(43, undefined);
    early.bar(true, 1);
    early.admit([alice, bob], true);
    expect(early.changes().head).toMatchObject({ barred: true, barVersion: 1 });
  });
});

describe('the picture beneath', () => {
  it('stays as it was until the commit', () => {
    draft.next(1, 2_000);
    draft.admit([bob], false);
    draft.dismiss([1], false);
    expect(picture).toEqual(new ChannelPicture(head, 1_000, [row(alice, 5)]));
    expect([picture.reader(1)?.lastRead, picture.reader(2), picture.members]).toEqual([5, undefined, 1]);
  });

  it('is what was written, after it', () => {
    draft.next(1, 2_000);
    draft.admit([bob], false);
    expect(draft.settle()).toBe(picture);
    expect(picture.head.lastMessageSequence).toBe(8);
    expect(picture.lastCreatedAt).toBe(2_000);
    expect(picture.reader(1)?.lastRead).toBe(8);
    expect(picture.reader(2)).toEqual({ username: 'bob', lastRead: 8, member: true });
  });

  it('is not made for a channel that does not exist', () => {
    expect(new ChannelDraft(43, undefined).settle()).toBeUndefined();
  });
});
