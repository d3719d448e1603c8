/** Chat for somebody at a terminal: what is heard goes above the line that is being typed. */
import { clearScreenDown, createInterface, cursorTo, type Interface, moveCursor } from 'node:readline';
import type { Io } from '../command-line/io.js';
import { printable } from '../terminal-text/printable.js';
import { cut, widthOf } from '../terminal-text/width.js';
import type { Chat } from './chat.js';
import type { ChatView, Standing } from './chat-view.js';
import { titleOf } from './news/channel-news.js';
import type { News } from './news/news.js';
import { terminalLines } from './terminal-line.js';

const TITLE_COLUMNS = 24;
const COLUMNS = 80;

export class TerminalChat implements ChatView {
  private readonly reader: Interface;
  private readonly colours: boolean;
  /** Ctrl+D closes the reader by itself. */
  private isClosed = false;

  constructor(private readonly io: Io) {
    this.reader = createInterface({ input: io.input, output: io.output, terminal: true, prompt: 'maru> ' });
    this.reader.on('close', () => (this.isClosed = true));
    this.colours = io.environment['NO_COLOR'] === undefined;
  }

  tell({ line }: News): void {
    if (line === undefined || this.isClosed) return;
    const rows = this.reader.getCursorPos().rows;
    this.erase(rows);
    for (const text of terminalLines(line, this.columns, this.colours)) this.io.output.write(`${text}\r\n`);
    // The reader goes up as many rows as its line has had, before it draws it anew.
    this.io.output.write('\r\n'.repeat(rows));
    this.reader.prompt(true);
  }

  show({ channel, typists, isLive }: Standing): void {
    if (this.isClosed) return;
    const place = channel === undefined ? 'maru' : cut(printable(titleOf(channel)), TITLE_COLUMNS);
    const typing = typists.length === 0 ? '' : ` (${cut(typists.map(printable).join(', '), TITLE_COLUMNS)} …)`;
    this.reader.setPrompt(`${isLive ? '' : 'offline '}${place}${typing}> `);
    this.reader.prompt(true);
  }

  /** Resolves when somebody wants to go, or when the session has ended. */
  async run(chat: Chat): Promise<void> {
    const { client } = chat;
    const { promise: gone, resolve: leave, reject } = Promise.withResolvers<void>();
    let last = Promise.resolve();
    this.reader.on('line', (text) => {
      const isMessage = !text.startsWith('/') || text.startsWith('//');
      if (isMessage) this.erase(Math.max(1, Math.ceil(widthOf(this.reader.getPrompt() + text) / this.columns)));
      last = last.then(() => chat.take(text)).then(() => (chat.isLeaving ? leave() : undefined), reject);
    });
    this.io.input.on('keypress', () => {
      const { line } = this.reader;
      if (chat.open !== undefined && line !== '' && !line.startsWith('/')) client.typing(chat.open.channelId);
    });
    this.reader.on('SIGINT', () => leave());
    this.reader.on('close', () => leave());
    client.on('state', ({ state }) => state.name === 'ended' && leave());
    chat.standing();
    try {
      await gone;
    } finally {
      this.reader.close();
      this.io.output.write('\r\n');
    }
  }

  /** What stands so many rows above the cursor, and all below. */
  private erase(rows: number): void {
    const { output } = this.io;
    moveCursor(output, 0, -rows);
    cursorTo(output, 0);
    clearScreenDown(output);
  }

  private get columns(): number {
    const { output } = this.io;
    return 'columns' in output && typeof output.columns === 'number' && output.columns > 0 ? output.columns : COLUMNS;
  }
}
