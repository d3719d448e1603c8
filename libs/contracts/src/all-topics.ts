import { channelCommands, connectionCommands, messageCommands } from './commands.js';
import { channelEvents, connectionEvents, messageEvents, userEvents } from './events.js';
import type { Topic } from './topics.js';

/** Every topic of the bus, but for the gateways' own and the dead ones. */
export const allTopics: readonly Topic[] = [
  connectionCommands,
  channelCommands,
  messageCommands,
  userEvents,
  connectionEvents,
  channelEvents,
  messageEvents,
];
