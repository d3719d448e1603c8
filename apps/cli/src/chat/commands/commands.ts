import { ChatError } from '../chat-error.js';
import { helpNews } from '../news/state-news.js';
import { channelCommands } from './channel-commands.js';
import type { ChatCommand } from './chat-command.js';
import { peopleCommands } from './people-commands.js';
import { programCommands } from './program-commands.js';

const help: ChatCommand = {
  usage: '/help',
  about: 'this text',
  run: (chat) => {
    const columns = Math.max(...commands.map(({ usage }) => usage.length));
    chat.tell(...commands.map(({ usage, about }) => helpNews(usage, about, columns)));
  },
};

const commands: readonly ChatCommand[] = [...channelCommands, ...peopleCommands, ...programCommands, help];

/** Its whole word, or as much of it as is no other's. */
export function findCommand(word: string): ChatCommand {
  const called = commands.map((command) => ({ command, name: command.usage.split(' ', 1)[0] ?? '' }));
  const exact = called.find(({ name }) => name === word);
  const begun = called.filter(({ name }) => name.startsWith(word));
  const found = exact ?? (begun.length === 1 ? begun[0] : undefined);
  if (found !== undefined) return found.command;
  const perhaps = begun.length > 1 ? ` It may be ${begun.map(({ name }) => name).join(', ')}.` : '';
  throw new ChatError('NO_SUCH_COMMAND', `There is no command ${word}: /help lists all.${perhaps}`);
}
