/** Tokens of people who write by STOMP. */
import type { House } from './house.js';
import { PASSWORD } from './device.js';
import { unique } from './house.js';

async function post(url: string, body: object): Promise<Record<string, unknown>> {
  const headers = { 'Content-Type': 'application/json', Accept: 'application/json' };
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as Record<string, unknown>;
}

/** Of one who has an account by Maru's own name. */
export async function accountOf(url: string, username: string): Promise<string> {
  return String((await post(`${url}/api/v1/auth/login`, { username, password: PASSWORD }))['accessToken']);
}

/** Two who have never met. */
export async function strangersByMail({ url }: House): Promise<[string, string]> {
  return [await arriveByMail(url), await arriveByMail(url)];
}

export async function arriveByMail(url: string): Promise<string> {
  const account = { email: `${unique('someone')}@example.org`, password: PASSWORD };
  await post(`${url}/api/auth/register`, account);
  return String((await post(`${url}/api/auth/authenticate`, account))['accessToken']);
}
