import { connect, type MaruClient, memoryStorage } from '@maru/client';
import { fileStorage } from '@maru/client/node';
import { accountFlags, wantedBy } from '../account/account-flags.js';
import { enter } from '../account/enter.js';
import { CommandError, UsageError } from '../command-line/command-error.js';
import type { Command, Given } from '../command-line/command.js';
import type { Io } from '../command-line/io.js';
import { Chat } from './chat.js';
import { channelNews } from './news/channel-news.js';
import { friendNews } from './news/people-news.js';
import { pipeChat, pipeView } from './pipe-chat.js';
import { tellEvents } from './tell-events.js';
import { TerminalChat } from './terminal-chat.js';

const PATIENCE_SECONDS = 30;

export const chatCommand: Command = {
  name: 'chat',
  about: 'a client for the terminal; over a pipe, for programs',
  details: `At a terminal /help tells what can be done. Where input or output is a pipe, each line that is read is a command or a message,
each line that is written is one of the format in apps/cli/README.md, and the end of the input ends it when all is sent.`,
  flags: {
    ...accountFlags,
    patience: { about: `over a pipe: how long to go on without a connection (${PATIENCE_SECONDS})`, value: 'seconds' },
  },
  run: async (given, io) => {
    const patienceMs = patienceOf(given);
    const entered = enter(io, wantedBy(given));
    const storage = io.interactive ? fileStorage(`${entered.file.path}.outbox`) : memoryStorage();
    const client = connect({ http: entered.http, storage });
    try {
      if (io.interactive) await atTerminal(client, entered.server, io);
      else await overPipe(client, entered.server, io, patienceMs);
    } finally {
      await client.close();
      entered.leave();
    }
  },
};

async function overPipe(client: MaruClient, server: string, io: Io, patienceMs: number): Promise<void> {
  const chat = new Chat(client, pipeView(io), server);
  tellEvents(chat);
  await pipeChat(chat, io, patienceMs);
}

async function atTerminal(client: MaruClient, server: string, io: Io): Promise<void> {
  const terminal = new TerminalChat(io);
  const chat = new Chat(client, terminal, server);
  tellEvents(chat);
  greet(chat);
  await terminal.run(chat);
  const { state } = client;
  if (state.name === 'ended' && state.reason === 'session-ended') throw new CommandError('the session has ended: maru login');
  if (state.name === 'ended' && state.reason !== 'closed') throw new CommandError(`the connection has ended (${state.reason})`);
}

/** Somebody who comes sees what waits. */
function greet(chat: Chat): void {
  const { channels, connections, presence } = chat.client;
  void chat.client.whenLive().then(
    () =>
      chat.tell(...channels.list.map(channelNews), ...connections.invitations.map((one) => friendNews(one, presence.get(one.username)))),
    () => undefined,
  );
}

function patienceOf(given: Given): number {
  const seconds = Number(given.value('patience') ?? PATIENCE_SECONDS);
  if (!(seconds > 0 && seconds < 1_000_000)) throw new UsageError('--patience is a number of seconds');
  return seconds * 1_000;
}
