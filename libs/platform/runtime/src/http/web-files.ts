/** The web client: its files, and its one page for every address that is a page's. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { extname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { brotliCompress, gzip } from 'node:zlib';
import { Logger } from '@nestjs/common';
import { pathOf } from './maru-request.js';

export interface WebClient {
  /** Where it was built to. Where there is no such folder, this process serves none. */
  readonly folder: string;
  /** What is told to the page as it is served. */
  readonly page?: (html: string, switches: ReadonlySet<string>) => string;
}

interface WebFile {
  readonly type: string;
  readonly tag: string;
  readonly cacheControl: string;
  /**
   * By content encoding, `identity` among them. Held in memory, so that a client that is built anew under a running process stays whole;
   * or, of fonts, the path.
   */
  readonly bodies: ReadonlyMap<string, string | Buffer>;
}

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};

/** In the order in which they are preferred; the build leaves these beside what is worth compressing. */
const encodings = [
  { name: 'br', ending: '.br' },
  { name: 'gzip', ending: '.gz' },
];

/** Addresses of ours that never are a page's. */
const reserved = /^\/(api|ws|health|metrics|assets)(\/|$)/;

const securityHeaders = {
  'Content-Security-Policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'X-Content-Type-Options': 'nosniff',
  // Invite codes are in addresses.
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=()',
};

export class WebFiles {
  private readonly logger = new Logger('Web');

  private constructor(
    private readonly files: ReadonlyMap<string, WebFile>,
    private readonly page: WebFile,
  ) {}

  static async open({ folder, page = (html) => html }: WebClient, switches: ReadonlySet<string>): Promise<WebFiles | undefined> {
    const html = await readFile(join(folder, 'index.html'), 'utf8').catch(() => undefined);
    if (html === undefined) return undefined;
    const names = await readdir(folder, { recursive: true });
    const files = await Promise.all(
      names
        .filter((name) => types[extname(name)] !== undefined)
        .map(async (name) => [`/${name}`, await fileOf(folder, name, names)] as const),
    );
    return new WebFiles(new Map(files), await pageOf(page(html, switches)));
  }

  /** Whether a browser goes to an address that is a page's. */
  isPage(request: IncomingMessage): boolean {
    return (request.method === 'GET' || request.method === 'HEAD') && isPage(pathOf(request), request);
  }

  /** Whether it was for us. */
  take(request: IncomingMessage, response: ServerResponse): boolean {
    if (request.method !== 'GET' && request.method !== 'HEAD') return false;
    const path = pathOf(request);
    const file = isPage(path, request) ? this.page : path === '/index.html' ? undefined : this.files.get(path);
    if (file === undefined) return false;
    this.send(file, request, response).catch((error: unknown) => this.logger.debug(`${path} was not sent whole: ${String(error)}`));
    return true;
  }

  private async send(file: WebFile, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const accepted = request.headers['accept-encoding'] ?? '';
    const encoding = encodings.find(({ name }) => file.bodies.has(name) && accepted.includes(name))?.name ?? 'identity';
    const headers: OutgoingHttpHeaders = {
      ...securityHeaders,
      'Content-Type': file.type,
      'Cache-Control': file.cacheControl,
      ETag: file.tag,
      Vary: 'Accept-Encoding',
    };
    if (request.headers['if-none-match']?.includes(file.tag)) {
      response.writeHead(304, headers).end();
      return;
    }
    response.writeHead(200, encoding === 'identity' ? headers : { ...headers, 'Content-Encoding': encoding });
    const body = file.bodies.get(encoding);
    if (request.method === 'HEAD' || typeof body !== 'string') response.end(body);
    else await pipeline(createReadStream(body), response);
  }
}

/** The client finds its own way from there; a program that asks for something else is told that there is nothing. */
function isPage(path: string, request: IncomingMessage): boolean {
  if (path === '/') return true;
  const wantsPage = request.headers.accept?.includes('text/html') === true;
  return wantsPage && !reserved.test(path) && types[extname(path)] === undefined;
}

/** What has its hash in its name never changes; all else is asked for anew, and is seldom sent anew. */
async function fileOf(folder: string, name: string, names: readonly string[]): Promise<WebFile> {
  const file = join(folder, name);
  const { size, mtimeMs } = await stat(file);
  const compressed = await Promise.all(
    encodings
      .filter(({ ending }) => names.includes(`${name}${ending}`))
      .map(async ({ name: encoding, ending }) => [encoding, await readFile(`${file}${ending}`)] as const),
  );
  const itself = extname(name) === '.woff2' ? file : await readFile(file);
  return {
    type: types[extname(name)] ?? 'application/octet-stream',
    tag: `W/"${size.toString(36)}-${Math.round(mtimeMs).toString(36)}"`,
    cacheControl: name.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
    bodies: new Map<string, string | Buffer>([['identity', itself], ...compressed]),
  };
}

async function pageOf(html: string): Promise<WebFile> {
  const tag = `W/"${createHash('sha256').update(html).digest('base64url').slice(0, 22)}"`;
  const bodies = new Map([
    ['identity', Buffer.from(html)],
    ['br', await promisify(brotliCompress)(html)],
    ['gzip', await promisify(gzip)(html)],
  ]);
  return { type: 'text/html; charset=utf-8', tag, cacheControl: 'no-cache', bodies };
}
