import { hash } from 'node:crypto';

/** What is kept of a secret, or stands for a text in a key. Secrets of ours have 256 random bits, so a plain hash gives nothing away. */
export function digestOf(text: string): string {
  return hash('sha256', text, 'base64url');
}
