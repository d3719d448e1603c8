/** The outbox in a file, for programs under Node: one program per file. Written whole and renamed into its place, so that it is never half written. */
import { open, readFile, rename } from 'node:fs/promises';
import type { OutboxEntry } from './outbox-entry.js';
import type { OutboxStorage } from './outbox-storage.js';

export function fileStorage(path: string): OutboxStorage {
  const file = new OutboxFile(path);
  return {
    all: async () => [...(await file.load()).values()],
    put: (entry) => file.change((entries) => entries.set(entry.clientMessageId, entry)),
    remove: (clientMessageId) => file.change((entries) => entries.delete(clientMessageId)),
  };
}

type Entries = Map<string, OutboxEntry>;

class OutboxFile {
  #entries: Promise<Entries> | undefined;
  /** The last write asked for. One waits for the other. */
  #last: Promise<void> = Promise.resolve();
  /** It, as long as it has not begun: it will hold whatever changes until then. */
  #waiting: Promise<void> | undefined;

  constructor(private readonly path: string) {}

  load(): Promise<Entries> {
    this.#entries ??= read(this.path);
    return this.#entries;
  }

  async change(change: (entries: Entries) => void): Promise<void> {
    const entries = await this.load();
    change(entries);
    this.#waiting ??= this.#writeAfter(this.#last, entries);
    this.#last = this.#waiting;
    return this.#last;
  }

  async #writeAfter(earlier: Promise<void>, entries: Entries): Promise<void> {
    await Promise.allSettled([earlier]);
    this.#waiting = undefined;
    await write(this.path, entries);
  }
}

async function read(path: string): Promise<Entries> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '[]';
    throw error;
  });
  const entries = parse(text);
  if (entries === undefined) throw new Error(`${path} is not an outbox: it is left as it is, and nothing is kept`);
  return new Map(entries.map((entry) => [entry.clientMessageId, entry]));
}

function parse(text: string): readonly OutboxEntry[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) && value.every(isEntry) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isEntry(value: unknown): value is OutboxEntry {
  return typeof value === 'object' && value !== null && 'clientMessageId' in value && 'channelId' in value && 'content' in value;
}

async function write(path: string, entries: Entries): Promise<void> {
  const whole = `${path}.new`;
  const file = await open(whole, 'w', 0o600);
  try {
    await file.writeFile(`${JSON.stringify([...entries.values()], undefined, 1)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(whole, path);
}
