import { z } from 'zod';

/** Nothing of its own to set: its limits are the protocol's `channels` and `channelMembers`. */
export const ChannelEnv = z.object({});
