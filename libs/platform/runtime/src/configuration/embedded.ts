import { local } from '@maru/local';
import { z } from 'zod';
import { defineShape } from './shape.js';

/** Everything in one process, on files in one folder. */
export const embedded = defineShape({
  name: 'embedded',
  settings: z.object({
    MARU_DATA: z.string().default('./data').describe('folder of the databases; made where it is missing').meta({ flag: 'data' }),
  }),
  open: ({ MARU_DATA }) => local({ dataFolder: MARU_DATA }),
});
