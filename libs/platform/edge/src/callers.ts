/** Who calls: from which address, from which page, over which kind of line. The same for HTTP calls and handshakes. */
import type { IncomingMessage } from 'node:http';
import { TLSSocket } from 'node:tls';
import proxyAddress from 'proxy-addr';

/** The address that calls are counted by: the first one on the way here that is no proxy of ours. */
export function clientAddress(request: IncomingMessage, trustedProxies: readonly string[]): string {
  // A caller that has gone has no address any more.
  if (request.socket.remoteAddress === undefined) return 'unknown';
  const address = proxyAddress(request, [...trustedProxies]);
  return address.startsWith('::ffff:') ? address.slice('::ffff:'.length) : address;
}

/** Whether the caller's line is encrypted, as far as we and our proxies know. */
export function isSecure(request: IncomingMessage, trustedProxies: readonly string[]): boolean {
  if (request.socket instanceof TLSSocket) return true;
  const { remoteAddress } = request.socket;
  if (remoteAddress === undefined || !proxyAddress.compile([...trustedProxies])(remoteAddress, 0)) return false;
  return request.headers['x-forwarded-proto'] === 'https';
}

/** Whether the call comes from no page at all, from a page of the host it calls, or from one on the list. */
export function isOwnOrigin(request: IncomingMessage, allowedOrigins: readonly string[]): boolean {
  const { origin, host } = request.headers;
  if (origin === undefined) return true;
  const page = URL.parse(origin);
  // `null`, and what is no origin at all: a sandboxed frame, a file, a page that hides where it is from.
  if (page === null || !/^https?:$/.test(page.protocol)) return false;
  if (allowedOrigins.includes(page.origin)) return true;
  // Parsed with the page's scheme, so that `maru.example` and `maru.example:443` are one host to an https page.
  return host !== undefined && URL.parse(`${page.protocol}//${host}`)?.host === page.host;
}
