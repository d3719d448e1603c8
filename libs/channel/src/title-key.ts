import { usernameKey } from '@maru/contracts';

/** What two spellings of one title have in common. Names are folded in the same way. */
export const titleKey = usernameKey;
