/** Maru as one process, on a fresh copy of a crowd's data. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type EmbeddedMaru, startEmbedded } from '@maru/testing';
import type { Crowd } from '../crowd/crowd.js';
import type { RunningMaru, Stored } from './running-maru.js';

type Env = Readonly<Record<string, string>>;

interface Start {
  readonly env?: Env | undefined;
  readonly workers?: number;
  readonly profileFolder?: string | undefined;
}

export async function startMaru(crowd: Crowd, { env = {}, workers = 0, profileFolder }: Start = {}): Promise<EmbeddedMaru> {
  const profiling: Record<string, string> =
    profileFolder === undefined ? {} : { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${profileFolder}` };
  return await startEmbedded({ data: await crowd.copy(), workers, env: { MARU_LIMITS: 'relaxed', ...profiling, ...env } });
}

export async function embeddedMaru(crowd: Crowd, start: Start): Promise<RunningMaru> {
  const maru = await startMaru(crowd, start);
  return {
    subject: 'Maru',
    url: maru.url,
    socketPorts: [Number(new URL(maru.url).port)],
    processes: new Map([['maru', [maru.pid ?? 0]]]),
    lookAtMessages: async (channelId) => lookAtMessages(maru.data, channelId),
    close: async () => {
      await maru.stop();
      await maru.close();
      await rm(maru.data, { recursive: true, force: true });
    },
  };
}

/** What a data folder holds of a channel. */
export function lookAtMessages(data: string, channelId: number): Stored {
  const database = new DatabaseSync(join(data, 'messages.sqlite'), { readOnly: true });
  try {
    const row = database
      .prepare('SELECT COUNT(*) AS messages, COALESCE(MAX(message_sequence), 0) AS last FROM message WHERE channel_id = ?')
      .get(channelId);
    return { messages: Number(row?.['messages']), last: Number(row?.['last']) };
  } finally {
    database.close();
  }
}
