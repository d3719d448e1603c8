/** Settings of all who take calls from outside: spread them into a service's `env`, so that each reads them alike. */
import { compile } from 'proxy-addr';
import { z } from 'zod';

const list = z.string().transform((text) => text.split(',').flatMap((entry) => entry.trim() || []));

function isOrigin(text: string): boolean {
  return /^https?:$/.test(URL.parse(text)?.protocol ?? '') && new URL(text).pathname === '/';
}

function areAddresses(entries: string[]): boolean {
  try {
    compile(entries);
    return true;
  } catch (error) {
    if (error instanceof TypeError || error instanceof RangeError) return false;
    throw error;
  }
}

export const edgeSettings = {
  MARU_ALLOWED_ORIGINS: list
    .refine((origins) => origins.every(isOrigin), { error: 'must be origins such as https://chat.example, separated by commas' })
    .transform((origins) => origins.map((origin) => new URL(origin).origin))
    .prefault('')
    .describe('origins, separated by commas, whose pages may call us beside those of our own host'),
  MARU_TRUSTED_PROXIES: list
    .refine(areAddresses, { error: 'must be addresses, networks (10.0.0.0/8) or "loopback", separated by commas' })
    .prefault('')
    .describe('addresses or networks of proxies, separated by commas, whose X-Forwarded-For and X-Forwarded-Proto are believed'),
};
