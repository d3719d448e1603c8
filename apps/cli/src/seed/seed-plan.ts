/** Who knows whom, and who says what where: the same for the same sizes, so that seeding again adds nothing. */
export interface Sizes {
  readonly users: number;
  /** Of each, on either side of him. */
  readonly friends: number;
  readonly channels: number;
  /** In all channels together. */
  readonly messages: number;
  readonly prefix: string;
}

export interface PlannedChannel {
  readonly title: string;
  readonly creator: string;
  readonly others: readonly string[];
  readonly lines: readonly { readonly by: string; readonly content: string; readonly clientMessageId: string }[];
}

export interface SeedPlan {
  readonly names: readonly string[];
  readonly friendships: readonly (readonly [string, string])[];
  readonly channels: readonly PlannedChannel[];
}

/** `CREATE` takes no more. */
const MOST_OTHERS = 99;
const SAYINGS = [
  '안녕하세요',
  'Good morning',
  '점심 뭐 먹을까요?',
  'On my way',
  '네, 좋아요!',
  'See you at noon 👋',
  '고마워요',
  'It works again',
  '비 온대요',
  'Ship it',
];

export function seedPlan({ users, friends, channels, messages, prefix }: Sizes): SeedPlan {
  const names = Array.from({ length: users }, (_, index) => `${prefix}${index + 1}`);
  const at = (index: number) => names[index % users] ?? '';
  const reach = Math.min(friends, Math.floor((users - 1) / 2));
  const friendships = names.flatMap((name, index) => Array.from({ length: reach }, (_, step) => [name, at(index + step + 1)] as const));
  return {
    names,
    friendships,
    channels: reach === 0 ? [] : Array.from({ length: channels }, (_, index) => channelAt(index)),
  };

  function channelAt(index: number): PlannedChannel {
    const creator = at(index);
    const others = Array.from({ length: Math.min(2 * reach, MOST_OTHERS) }, (_, step) =>
      at(index + users + (step % 2 === 0 ? step / 2 + 1 : -(step + 1) / 2)),
    );
    const members = [creator, ...others];
    const count = Math.floor(messages / channels) + (index < messages % channels ? 1 : 0);
    const lines = Array.from({ length: count }, (_, line) => ({
      by: members[(line * 7 + index) % members.length] ?? creator,
      content: `${SAYINGS[(line + index) % SAYINGS.length]} (${line + 1})`,
      clientMessageId: `${prefix}-${index + 1}-${line + 1}`,
    }));
    return { title: `${prefix} ${index + 1}`, creator, others, lines };
  }
}
