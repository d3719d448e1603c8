/** Maru's processes and Nginx, on the components that are up for the tests. */
import { runCluster } from './run-cluster.js';

/** Answers with the address of the whole. */
export async function servicesUp(): Promise<string> {
  const words = await run('up', '--only', 'services,nginx');
  const url = /Maru is at (\S+)/.exec(words)?.[1];
  if (url === undefined) throw new Error(words);
  return url;
}

export async function servicesDown(): Promise<void> {
  await run('down', '--only', 'services,nginx');
}

function run(...words: string[]): Promise<string> {
  return runCluster(words, { ...process.env, MARU_LIMITS: 'relaxed', MARU_DIALECTS: 'rooms,chat-room,stomp' });
}
