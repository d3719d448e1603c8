import { edgeSettings } from '@maru/edge';
import { z } from 'zod';
import { doors } from './dialects/doors.js';

const ms = (value: number, about: string) => z.coerce.number().int().positive().default(value).describe(about);

export const GatewayEnv = z.object({
  MARU_GATEWAY_ID: z.string().min(1).default('gateway-1').describe('name of this gateway, unlike any other that runs'),
  MARU_HEARTBEAT_MS: ms(25_000, 'a socket silent for so long is pinged, silent for twice as long it is closed'),
  MARU_ANSWER_TIMEOUT_MS: ms(10_000, 'a request that no service answers in this time is answered UNAVAILABLE'),
  MARU_SOCKET_QUEUE_BYTES: ms(
    1_048_576,
    'bytes that may wait for a slow socket: at half typing and presence are dropped, when full it is closed',
  ),
  MARU_TICK_MAX_MS: ms(250, 'the longest a busy channel may gather messages before it writes them'),
  MARU_DIALECTS: z
    .string()
    .default('')
    .transform((text) => text.split(',').flatMap((name) => name.trim() || []))
    .superRefine((names, context) => {
      const unknown = names.filter((name) => !doors.some((door) => door.name === name));
      if (unknown.length > 0)
        context.addIssue(`there is no dialect ${unknown.join(', ')}; there are ${doors.map(({ name }) => name).join(', ')}`);
    })
    .describe('older dialects that are switched on, separated by commas: docs/dialects.md')
    .meta({ flag: 'dialects' }),
  ...edgeSettings,
});
export type GatewayEnv = z.infer<typeof GatewayEnv>;
