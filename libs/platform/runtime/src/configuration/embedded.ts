import { local } from '@maru/local';
import { z } from 'zod';
import { defineShape } from './shape.js';
import { usefulWorkers } from './useful-workers.js';

/** Everything on one machine, on files in one folder: in one process, or with some more for the sockets. */
export const embedded = defineShape({
  name: 'embedded',
  settings: z.object({
    MARU_DATA: z.string().default('./data').describe('folder of the databases; made where it is missing').meta({ flag: 'data' }),
    MARU_WORKERS: z.coerce
      .number({ error: 'must be a number' })
      .int()
      .min(0)
      .max(64)
      .default(usefulWorkers)
      .describe('processes for sockets beside the first one, each for a core of its own')
      .meta({ flag: 'workers', start: 'cores less one, at most 8; 0 on one or two' }),
  }),
  workers: ({ MARU_WORKERS }) => MARU_WORKERS,
  open: ({ MARU_DATA }) => local({ dataFolder: MARU_DATA }),
});
