/** `stomp`: people who log in with an e-mail, and write to each other and in rooms over STOMP. */
import type { Door } from '../door.js';
import { stompCalls } from './calls/stomp.calls.js';

export const stomp: Door = {
  name: 'stomp',
  about:
    'whoever comes to /api/auth with an e-mail and a password has an account; such people write to each other without an invitation, and any page may call',
  open: (hall) => ({ entrances: [], calls: stompCalls(hall) }),
};
