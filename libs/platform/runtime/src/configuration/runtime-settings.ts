import { z } from 'zod';

const number = (from: number, to: number, value: number) =>
  z.coerce.number({ error: 'must be a number' }).int({ error: 'must be a whole number' }).min(from).max(to).default(value);

/** Settings of the process, whatever runs in it. `flag` is the setting's name on the command line. */
export const RuntimeSettings = z.object({
  MARU_PORT: number(0, 65_535, 8_080).describe('port for HTTP and sockets; 0 takes a free one').meta({ flag: 'port' }),
  MARU_HOST: z.string().default('').describe('address to listen on; without it all of this machine').meta({ flag: 'host' }),
  MARU_LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
    .default('info')
    .describe('least level that is logged'),
  MARU_LOG_FORMAT: z.enum(['auto', 'pretty', 'json']).default('auto').describe('auto: pretty on a terminal, JSON lines otherwise'),
  MARU_DRAIN_SECONDS: number(0, 60, 4).describe('longest time between being asked to stop and closing what is still open'),
  MARU_OTLP_ENDPOINT: z
    .url({ protocol: /^https?$/, error: 'must be an address such as http://collector:4318' })
    .optional()
    .describe('collector of traces, by OTLP over HTTP; without it none are made'),
  MARU_TRACE_SHARE: z.coerce
    .number({ error: 'must be a number' })
    .min(0)
    .max(1)
    .default(1)
    .describe('share of the requests that are traced, where traces are collected'),
});
export type RuntimeSettings = z.output<typeof RuntimeSettings>;
