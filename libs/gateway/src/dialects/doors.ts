/** The older dialects that there are. */
import { chatRoom } from './chat-room/chat-room.door.js';
import type { Door } from './door.js';
import { rooms } from './rooms/rooms.door.js';
import { stomp } from './stomp/stomp.door.js';

export const doors: readonly Door[] = [rooms, chatRoom, stomp];
