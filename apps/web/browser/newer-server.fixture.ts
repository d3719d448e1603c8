/** A server in front of Maru that can be replaced by a newer one, and can be away: what a service worker has to do with. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const PASSED_ON = ['content-type', 'content-security-policy', 'cache-control', 'service-worker-allowed'];

export class NewerServer {
  version = 1;
  /** Nobody answers. */
  away = false;
  private readonly server = createServer((request, response) => {
    if (this.away) request.socket.destroy();
    else
      this.answer(request.url ?? '/', request.headers.accept ?? '*/*').then(
        ({ status, headers, body }) => response.writeHead(status, headers).end(body),
        () => request.socket.destroy(),
      );
  });

  private constructor(private readonly maru: string) {}

  static async open(maru: string): Promise<NewerServer> {
    const newer = new NewerServer(maru);
    newer.server.listen(0, '127.0.0.1');
    await once(newer.server, 'listening');
    return newer;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  /** Each version has a shell and a service worker of its own. */
  private async answer(path: string, accept: string) {
    const answer = await fetch(this.maru + path, { headers: { accept } });
    const headers = Object.fromEntries(
      PASSED_ON.flatMap((name) => (answer.headers.has(name) ? [[name, answer.headers.get(name) ?? '']] : [])),
    );
    const body = Buffer.from(await answer.arrayBuffer());
    const isShell = headers['content-type']?.startsWith('text/html') === true;
    if (isShell)
      return {
        status: answer.status,
        headers,
        body: body.toString().replace('<head>', `<head><meta name="version" content="${this.version}">`),
      };
    if (path === '/sw.js') return { status: answer.status, headers, body: `${body.toString()}\n// ${this.version}\n` };
    return { status: answer.status, headers, body };
  }
}
