import { z } from 'zod';

/** Nothing of its own to set: its limit is the protocol's `connections`. */
export const ConnectionEnv = z.object({});
