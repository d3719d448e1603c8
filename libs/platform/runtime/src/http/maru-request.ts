import { IncomingMessage } from 'node:http';
import { traceparentFrom } from '@maru/ports';

/**
 * Java's HttpClient offers `Upgrade: h2c` with every call. Node would take each for an upgrade, because there is a listener for upgrades;
 * here only a WebSocket handshake is one, and the others are plain calls.
 */
export class MaruRequest extends IncomingMessage {
  private parsedUpgrade?: boolean | null;

  get upgrade(): boolean {
    return this.parsedUpgrade === true && this.method === 'GET' && this.headers.upgrade?.toLowerCase() === 'websocket';
  }

  /** Set by Node's parser, and by its constructor. */
  set upgrade(parsed: boolean | null) {
    this.parsedUpgrade = parsed;
  }
}

/** The path of a call, without its query, which may hold a ticket. */
export function pathOf(request: IncomingMessage): string {
  const url = request.url ?? '/';
  const query = url.indexOf('?');
  return query === -1 ? url : url.slice(0, query);
}

/** Whoever calls may say which trace he is in. What is none is passed over. */
export function parentOf(request: IncomingMessage): string | undefined {
  return traceparentFrom(request.headers['traceparent']);
}
