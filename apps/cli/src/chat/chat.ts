/** What somebody does at the prompt or over a pipe, line by line, and what comes of it. */
import { type Channel, MaruClient, MaruError } from '@maru/client';
import { ChatError } from './chat-error.js';
import type { ChatView } from './chat-view.js';
import { findCommand } from './commands/commands.js';
import { messageNews, olderNews } from './news/message-news.js';
import { channelNews, openedNews, titleOf } from './news/channel-news.js';
import type { News } from './news/news.js';
import { refusedNews } from './news/state-news.js';

export class Chat {
  #open: number | undefined;
  /** The first message of the open channel that is shown. */
  #from = Infinity;
  #refusals = 0;
  isLeaving = false;

  constructor(
    readonly client: MaruClient,
    private readonly view: ChatView,
    readonly server: string,
  ) {}

  /** The channel that is looked at. */
  get open(): Channel | undefined {
    return this.#open === undefined ? undefined : this.client.channels.get(this.#open);
  }

  /** How often something was refused. */
  get refusals(): number {
    return this.#refusals;
  }

  tell(...news: readonly News[]): void {
    for (const one of news) this.view.tell(one);
  }

  /** A line that begins with `/` is a command; with `//`, a message that begins with `/`. What is refused is told. */
  async take(text: string): Promise<void> {
    if (text.trim() === '') return;
    try {
      if (!text.startsWith('/') || text.startsWith('//')) this.#send(text.replace(/^\/\//, '/'));
      else await this.#command(text.trim());
    } catch (error) {
      if (!(error instanceof MaruError) && !(error instanceof ChatError)) throw error;
      this.refused(text.startsWith('/') ? (text.split(/\s/, 1)[0] ?? '') : 'message', error);
    }
    this.standing();
  }

  refused(what: string, error: Pick<MaruError, 'code' | 'message'> | ChatError): void {
    this.#refusals++;
    this.tell(refusedNews(what, error as MaruError));
  }

  standing(): void {
    const { client, open } = this;
    const typists = open === undefined ? [] : client.typists(open.channelId);
    this.view.show({ channel: open, typists, isLive: client.state.name === 'live' });
  }

  /** The last page, and from now on what is new there is read. */
  async enter(channel: Channel): Promise<void> {
    const { channelId } = channel;
    await this.client.request({ type: 'ENTER_REQUEST', channelId });
    this.#open = channelId;
    await this.showLatest();
  }

  async showLatest(): Promise<void> {
    const channel = this.openOrRefuse();
    await this.client.timeline(channel.channelId).loadLatest();
    this.#from = Infinity;
    this.tell(openedNews(channel));
    this.#showFrom(channel.channelId);
    this.read(channel.channelId);
  }

  async showOlder(): Promise<void> {
    const { channelId } = this.openOrRefuse();
    const hasOlder = await this.client.timeline(channelId).loadOlder();
    this.#showFrom(channelId);
    this.tell(olderNews(channelId, hasOlder));
  }

  async leave(): Promise<void> {
    this.openOrRefuse();
    await this.client.request({ type: 'LEAVE_REQUEST' });
    this.#open = undefined;
  }

  /** It is no longer ours to look at. */
  closed(channelId: number): void {
    if (this.#open === channelId) this.#open = undefined;
  }

  /** Up to its last message. */
  read(channelId: number): void {
    const channel = this.client.channels.get(channelId);
    if (channel !== undefined) this.client.markRead(channelId, channel.lastMessageSequence);
  }

  /** By its number, its title, or the name of the other one; the open one where nothing is named. */
  channel(name: string): Channel {
    if (name === '') return this.openOrRefuse();
    const { list } = this.client.channels;
    const wanted = name.toLowerCase();
    const called = (fits: (title: string) => boolean) => list.filter((channel) => fits(titleOf(channel).toLowerCase()));
    const byId = list.filter(({ channelId }) => `${channelId}` === name.replace(/^#/, ''));
    const found = [byId, called((title) => title === wanted), called((title) => title.startsWith(wanted))].find(({ length }) => length > 0);
    if (found?.length === 1 && found[0] !== undefined) return found[0];
    for (const channel of found ?? []) this.tell(channelNews(channel));
    throw new ChatError(
      'NO_SUCH_CHANNEL',
      found === undefined ? `You are in no channel ${name}.` : `Several are called ${name}: take the number.`,
    );
  }

  openOrRefuse(): Channel {
    if (this.open === undefined) throw new ChatError('NO_OPEN_CHANNEL', 'Open a channel first: /open and its number or name.');
    return this.open;
  }

  #send(content: string): void {
    this.client.send(this.openOrRefuse().channelId, content);
  }

  async #command(text: string): Promise<void> {
    const [word = '', ...rest] = text.split(/\s+/);
    await findCommand(word).run(this, rest.join(' '));
  }

  /** What is above the first one shown. */
  #showFrom(channelId: number): void {
    const before = this.#from;
    for (const entry of this.client.timeline(channelId).entries) {
      if (entry.state !== 'sent' || entry.messageSequence >= before) continue;
      this.#from = Math.min(this.#from, entry.messageSequence);
      this.tell(messageNews(channelId, entry, entry.username === this.client.username));
    }
  }
}
