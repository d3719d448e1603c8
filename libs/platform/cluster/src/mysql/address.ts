import type { Address } from '../settings.js';

/** What the drivers want instead of `host:port`. */
export function hostAndPort(address: Address): { host: string; port: number } {
  const colon = address.lastIndexOf(':');
  const port = Number(address.slice(colon + 1));
  if (colon < 1 || !Number.isInteger(port)) throw new Error(`${address} is not host:port`);
  return { host: address.slice(0, colon), port };
}
