/** A house full of people: one real Maru, one browser, and for each person a context of their own. */
import { connect, type MaruClient, MaruHttp } from '@maru/client';
import { type EmbeddedMaru, startEmbedded, waitUntil } from '@maru/testing';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium as playwright, type Page } from 'playwright-core';
import { chromium } from './chromium.fixture.js';
import { moody } from './socket-mood.fixture.js';

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
/** A busy machine takes its time. */
const PATIENCE_MS = 90_000;
/** `SLOWED=6`: pages as a machine shows them that is six times as slow. */
const SLOWED = Number(process.env['SLOWED'] ?? 1);
export const PASSWORD = 'a long passphrase 마루';
let counter = 0;

export class Person {
  readonly pages: Page[] = [];
  constructor(
    readonly name: string,
    readonly http: MaruHttp,
    /** Acts for this person where no page is needed. */
    readonly client: MaruClient,
    private readonly house: House,
  ) {}

  /** A window of this person, signed in, at this address. */
  async opens(path = '/chats', options: BrowserContextOptions = {}): Promise<Page> {
    const context = await this.house.context(options);
    await this.signsIn(context);
    const page = await context.newPage();
    await this.house.watch(page);
    await page.goto(this.house.url + path);
    return page;
  }

  async signsIn(context: BrowserContext): Promise<void> {
    const answer = await context.request.post(`${this.house.url}/api/v1/auth/login`, {
      data: { username: this.name, password: PASSWORD },
      headers: { accept: 'application/json' },
    });
    if (!answer.ok()) throw new Error(`${this.name} cannot sign in: ${answer.status()}`);
  }

  async talksTo(other: Person): Promise<number> {
    return (await this.client.request({ type: 'CREATE_REQUEST', participantUsername: other.name })).channelId.id;
  }

  async opensRoom(title: string, others: readonly Person[], isPublic = false): Promise<number> {
    const participantUsernames = others.map(({ name }) => name);
    return (await this.client.request({ type: 'CREATE_REQUEST', title, participantUsernames, public: isPublic })).channelId.id;
  }

  async writes(channelId: number, ...contents: string[]): Promise<number> {
    let last = 0;
    for (const content of contents) last = (await this.client.request({ type: 'WRITE_MESSAGE', channelId, content })).messageSequence;
    return last;
  }

  /** What was acked to its writer may not have been heard by others yet. */
  async reads(channelId: number, messageSequence: number): Promise<void> {
    const heard = () => (this.client.channels.get(channelId)?.lastMessageSequence ?? 0) >= messageSequence;
    await waitUntil(heard, { what: `message ${messageSequence} for ${this.name}` });
    this.client.markRead(channelId, messageSequence);
    await this.client.request({ type: 'KEEP_ALIVE' });
  }
}

export class House {
  private readonly contexts: BrowserContext[] = [];
  private readonly people: Person[] = [];
  /** What went wrong in any page; a test may look at it, and the end of each does. */
  readonly faults: string[] = [];

  private constructor(
    readonly maru: EmbeddedMaru,
    readonly browser: Browser,
  ) {}

  static async open(args: readonly string[] = []): Promise<House> {
    const [maru, browser] = await Promise.all([
      startEmbedded({ args, env: { MARU_LIMITS: 'relaxed' } }),
      playwright.launch({ executablePath: chromium(), args: FLAGS, headless: true, timeout: 2 * PATIENCE_MS }),
    ]);
    return new House(maru, browser);
  }

  get url(): string {
    return this.maru.url;
  }

  async person(called = 'person'): Promise<Person> {
    const name = `${called}${++counter}`;
    const http = new MaruHttp(this.url);
    await http.register(name, PASSWORD);
    await http.login(name, PASSWORD);
    const client = connect({ http });
    await client.whenLive();
    const person = new Person(name, http, client, this);
    this.people.push(person);
    return person;
  }

  /** All friends of each other. */
  async friends(...called: string[]): Promise<Person[]> {
    const people: Person[] = [];
    for (const name of called) people.push(await this.person(name));
    for (const [index, one] of people.entries())
      for (const other of people.slice(index + 1)) {
        const { inviteCode } = await other.client.request({ type: 'FETCH_USER_INVITE_CODE_REQUEST' });
        await one.client.request({ type: 'INVITE_REQUEST', userInviteCode: inviteCode });
        await other.client.request({ type: 'ACCEPT_REQUEST', username: one.name });
      }
    return people;
  }

  async context(options: BrowserContextOptions = {}): Promise<BrowserContext> {
    const context = await this.browser.newContext({
      viewport: { width: 1440, height: 900 },
      locale: 'ko-KR',
      timezoneId: 'Asia/Seoul',
      ...options,
    });
    context.setDefaultTimeout(PATIENCE_MS);
    await moody(context);
    this.contexts.push(context);
    return context;
  }

  async stranger(path: string, options: BrowserContextOptions = {}): Promise<Page> {
    const page = await (await this.context(options)).newPage();
    await this.watch(page);
    await page.goto(this.url + path);
    return page;
  }

  async watch(page: Page): Promise<void> {
    if (SLOWED > 1) await (await page.context().newCDPSession(page)).send('Emulation.setCPUThrottlingRate', { rate: SLOWED });
    page.on('pageerror', (error) => this.faults.push(error.stack ?? error.message));
    page.on('console', (message) => {
      if (message.type() === 'error' && /Content Security Policy|\[Vue|\[intlify/.test(message.text())) this.faults.push(message.text());
    });
  }

  /** Ends what one test began. */
  async tidy(): Promise<void> {
    await Promise.all(this.contexts.splice(0).map((context) => context.close()));
    await Promise.all(this.people.splice(0).map(({ client }) => client.close()));
    const faults = this.faults.splice(0);
    if (faults.length > 0) throw new Error(`The page complained:\n${faults.join('\n')}`);
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.maru.close();
  }
}

/* ---------- what people see and do ---------- */

export const box = (page: Page) => page.locator('textarea.ta');
export const bubbles = (page: Page) => page.locator('.msg .bubble');
export const bubble = (page: Page, text: string) => page.locator('.msg', { has: page.locator('.bubble', { hasText: text }) });
export const row = (page: Page, channelId: number) => page.locator(`a.chat[data-channel="${channelId}"]`);

export async function type(page: Page, text: string): Promise<void> {
  await box(page).fill(text);
  await box(page).press('Enter');
}

/** How far the end of the conversation is below the view. */
export function fromEnd(page: Page): Promise<number> {
  return page.locator('.scroll').evaluate((element) => element.scrollHeight - element.scrollTop - element.clientHeight);
}

export function focused(page: Page): Promise<string> {
  return page.evaluate(
    () => document.activeElement?.closest('[data-region]')?.getAttribute('data-region') ?? document.activeElement?.tagName ?? '',
  );
}
