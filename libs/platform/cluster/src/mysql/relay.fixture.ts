import { connect, createServer, type Server, type Socket } from 'node:net';
import { hostAndPort } from './address.js';
import type { Address } from '../settings.js';

type Cut = 'before' | 'behind';

/** A way to a server that a test can cut, at the moment when a certain word passes, so that no answer comes back. */
export class Relay {
  private readonly sockets = new Set<Socket>();
  /** What came from clients, by the first byte of each packet that came by itself: 3 is a query, 23 the execution of what was prepared. */
  readonly commands: (number | undefined)[] = [];
  private cut: { readonly word: string; readonly when: Cut } | undefined;

  private constructor(
    private readonly server: Server,
    readonly address: Address,
  ) {}

  static async to(target: Address): Promise<Relay> {
    const { host, port } = hostAndPort(target);
    const server = createServer();
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    const bound = server.address();
    if (bound === null || typeof bound === 'string') throw new Error('not listening on a port');
    const relay = new Relay(server, `127.0.0.1:${bound.port}`);
    server.on('connection', (client) => relay.join(client, connect(port, host)));
    return relay;
  }

  /** The next packet with this word is the last of its connection: it does not arrive, or its answer does not. */
  cutAt(word: string, when: Cut): void {
    this.cut = { word, when };
  }

  /** All connections end; new ones are taken. */
  cutAll(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  async close(): Promise<void> {
    this.cutAll();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private join(client: Socket, server: Socket): void {
    for (const [one, other] of [
      [client, server],
      [server, client],
    ] as const) {
      this.sockets.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        this.sockets.delete(one);
        other.destroy();
      });
    }
    server.on('data', (data) => client.write(data));
    client.on('data', (data) => {
      this.commands.push(data[4]);
      const { cut } = this;
      if (!cut || !data.includes(cut.word)) return server.write(data);
      this.cut = undefined;
      client.destroy();
      if (cut.when === 'before') return server.destroy();
      server.removeAllListeners('data');
      // The server's side stays open until it has done what it was told.
      client.removeAllListeners('close');
      server.write(data);
      return server.end();
    });
  }
}
