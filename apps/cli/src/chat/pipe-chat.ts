/** Chat for programs: lines in, lines out, and an end that says whether all went well. README.md has the format. */
import { createInterface } from 'node:readline';
import { CommandError } from '../command-line/command-error.js';
import { type Io, say } from '../command-line/io.js';
import { field } from '../terminal-text/printable.js';
import type { Chat } from './chat.js';
import type { ChatView } from './chat-view.js';
import { whenLost } from './when-lost.js';

export function pipeView(io: Io): ChatView {
  return {
    tell: ({ fields }) => {
      if (fields !== undefined) say(io, fields.map((one) => field(String(one))).join('\t'));
    },
    show: () => undefined,
  };
}

/** Ends when all is read and all that was sent is stored. Rejects when something was refused, or when the server cannot be had. */
export async function pipeChat(chat: Chat, io: Io, patienceMs: number): Promise<void> {
  const lost = whenLost(chat.client, patienceMs);
  try {
    await Promise.race([takeAll(chat, io), lost.promise]);
  } finally {
    lost.stop();
  }
  const failed = chat.client.outbox.length;
  const refused = chat.refusals + failed;
  if (refused > 0)
    throw new CommandError(
      `${refused === 1 ? 'one thing was' : `${refused} things were`} refused: see the lines that begin with refused or failed`,
    );
}

async function takeAll(chat: Chat, io: Io): Promise<void> {
  await chat.client.whenLive();
  for await (const line of createInterface({ input: io.input, crlfDelay: Infinity })) {
    // Whatever is asked sees what was written before it.
    if (line.startsWith('/') && !line.startsWith('//')) await allSent(chat);
    await chat.take(line);
    if (chat.isLeaving) break;
  }
  await allSent(chat);
}

function allSent({ client }: Chat): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (client.outbox.some(({ state }) => state === 'pending')) return;
      stop();
      resolve();
    };
    const stop = client.on('outbox', look);
    look();
  });
}
