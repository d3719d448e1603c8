/** The older dialects that there are. */
import type { Door } from './door.js';

export const doors: readonly Door[] = [];
