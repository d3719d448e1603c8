import { setTimeout as wait } from 'node:timers/promises';
import { ChatError } from '../chat-error.js';
import { type ChatCommand, needed } from './chat-command.js';

const LONGEST_WAIT_SECONDS = 86_400;

export const programCommands: readonly ChatCommand[] = [
  {
    usage: '/retry',
    about: 'sends once more what was not sent',
    run: ({ client }) => {
      for (const { clientMessageId, state } of client.outbox) if (state === 'failed') client.retry(clientMessageId);
    },
  },
  {
    usage: '/wait <seconds>',
    about: 'only listens for so long: for scripts',
    run: async (_chat, rest) => {
      const seconds = Number(needed(rest, 'How long'));
      if (!(seconds >= 0 && seconds <= LONGEST_WAIT_SECONDS)) throw new ChatError('MISSING_ARGUMENT', `${rest} is no number of seconds.`);
      await wait(seconds * 1_000);
    },
  },
  {
    usage: '/exit',
    about: 'ends the program; so does Ctrl+D',
    run: (chat) => {
      chat.isLeaving = true;
    },
  },
];
