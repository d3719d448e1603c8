/** Two ends of a link over a real socket, as two processes have them. */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Link } from './link.js';

export interface LinkPair {
  /** The worker's end. */
  readonly worker: Link;
  /** The first process's end. */
  readonly first: Link;
  readonly workerSocket: Socket;
  /** Whatever has been said at either end is heard. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

export async function linkPair(): Promise<LinkPair> {
  const folder = mkdtempSync(join(tmpdir(), 'maru-link-'));
  const server = createServer().listen(join(folder, 'link'));
  await once(server, 'listening');
  const workerSocket = connect(join(folder, 'link'));
  const [socket] = (await once(server, 'connection')) as [Socket];
  const [worker, first] = [new Link(workerSocket), new Link(socket)];
  return {
    worker,
    first,
    workerSocket,
    // Nobody knows the question: that there is an answer says that all before it was heard.
    settle: async () => {
      for (const end of [worker, first, worker]) await end.ask('worker.numbers', null).catch(() => undefined);
    },
    close: async () => {
      await Promise.all([worker.close(), first.close()]);
      server.close();
      rmSync(folder, { recursive: true });
    },
  };
}
