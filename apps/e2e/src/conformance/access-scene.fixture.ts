/** An owner, and one person for each way to stand to him and to a group of his. */
import type { RunningMaru } from '../running-maru.js';
import { type Role, roles } from './access-checks.fixture.js';
import { newName, Person } from './person.fixture.js';

export interface AccessScene {
  readonly people: Readonly<Record<Role, Person>>;
  /** A member of the group, whom others may try to remove or to promote. */
  readonly fellow: Person;
  readonly groupCode: string;
  readonly publicId: number;
  /** The channel that a person of this role asks for: the group, or the direct channel that he shares with the owner. */
  channelOf(role: Role): number;
}

/** After these the people do not stand to each other as they did. */
const UNSETTLING = new Set(['INVITE_REQUEST', 'ACCEPT_REQUEST', 'REJECT_REQUEST', 'DISCONNECT_REQUEST', 'QUIT_REQUEST']);

/** The people are made once, and what unsettled them is undone. The group is a new one each time. */
export class AccessStage {
  private isSettled = false;
  private directIds = { friend: 0, disconnected: 0 };

  private constructor(
    private readonly maru: RunningMaru,
    private readonly cast: Record<Role, Person>,
    private readonly fellow: Person,
  ) {}

  static async build(maru: RunningMaru): Promise<AccessStage> {
    const people = await Promise.all(roles.map(async (role) => [role, await Person.arrive(maru, newName(role))] as const));
    return new AccessStage(maru, Object.fromEntries(people) as Record<Role, Person>, await Person.arrive(maru, newName('fellow')));
  }

  async sceneFor(type: string): Promise<AccessScene> {
    if (!this.isSettled) await this.settle();
    this.isSettled = !UNSETTLING.has(type);
    const { cast, fellow, directIds } = this;
    const { owner, member, removed } = cast;
    const groupId = await owner.createGroup(removed, member, fellow);
    await owner.line.ask({ type: 'REMOVE_MEMBER_REQUEST', channelId: groupId, username: removed.name });
    const code = await owner.line.ask({ type: 'FETCH_CHANNEL_INVITE_CODE_REQUEST', channelId: groupId });
    return {
      people: { ...cast },
      fellow,
      groupCode: String(code.inviteCode),
      publicId: await fellow.create({ participantUsernames: [owner.name], title: 'open to all', public: true }),
      channelOf: (role) => (role === 'friend' || role === 'disconnected' ? directIds[role] : groupId),
    };
  }

  private async settle(): Promise<void> {
    const { owner, disconnected, friend, member, removed, stranger } = this.cast;
    for (const person of [removed, friend, member, this.fellow, disconnected]) await person.befriend(owner);
    this.directIds = { friend: await friend.createDirect(owner), disconnected: await disconnected.createDirect(owner) };
    await disconnected.line.ask({ type: 'DISCONNECT_REQUEST', username: owner.name });
    // Nothing makes a stranger again of one who has invited.
    await stranger.leave();
    this.cast.stranger = await Person.arrive(this.maru, newName('stranger'));
  }
}
