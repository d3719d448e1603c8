import { FindFriends, type Person, usernameKey } from '@maru/contracts';
import { Answers, UnitOfWork } from '@maru/ports';
import { Controller } from '@nestjs/common';
import { findPartners } from '../partners.js';

@Controller()
export class FindFriendsHandler {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  @Answers(FindFriends)
  async handle({ userId, usernames }: { userId: number; usernames: string[] }): Promise<{ friends: Person[] }> {
    const keys = new Set(usernames.map(usernameKey));
    if (keys.size === 0) return { friends: [] };
    const friends = await findPartners(this.unitOfWork.fresh, userId, { statuses: ['ACCEPTED'], usernameKeys: [...keys] });
    return {
      friends: friends
        .filter((friend) => keys.has(friend.usernameKey))
        .map((friend) => ({ userId: friend.userId, username: friend.username })),
    };
  }
}
