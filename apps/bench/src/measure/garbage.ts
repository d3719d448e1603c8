/** A process of ours, told by its inspector to give back what nobody uses any more. */
import { createServer } from 'node:net';
import { once } from 'node:events';

interface Page {
  readonly webSocketDebuggerUrl: string;
}

/** What a process must be started with, so that it can be told. */
export async function inspectable(): Promise<{ env: Readonly<Record<string, string>>; port: number }> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  return { env: { NODE_OPTIONS: `--inspect=127.0.0.1:${port}` }, port };
}

export async function collectGarbage(port: number): Promise<void> {
  const pages = (await (await fetch(`http://127.0.0.1:${port}/json`)).json()) as Page[];
  const socket = new WebSocket(pages[0]?.webSocketDebuggerUrl ?? '');
  await once(socket, 'open');
  // What the first one frees may hold more.
  for (const id of [1, 2]) {
    const answered = once(socket, 'message');
    socket.send(JSON.stringify({ id, method: 'HeapProfiler.collectGarbage' }));
    await answered;
  }
  socket.close();
}
