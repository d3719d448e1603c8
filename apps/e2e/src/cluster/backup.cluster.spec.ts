/** A whole cluster is backed up, lost, and brought back into new servers, by the commands that docs/operations.md shows. Needs a build. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MaruHttp } from '@maru/client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Guest } from '../guest.js';
import { OwnCluster } from './own-cluster.js';

const MESSAGES = 60;
const PORT = 29_999;
const url = `http://localhost:${PORT}`;
const cluster = new OwnCluster(29_000);
const folder = mkdtempSync(join(tmpdir(), 'maru-backup-'));
const backup = join(folder, 'backup');

let channelId: number;
let before: unknown;

beforeAll(async () => {
  await cluster.run('up', '--port', String(PORT));
  const [alice, bora] = await Promise.all([Guest.arrive(url, 'alice'), Guest.arrive(url, '보라')]);
  await alice.befriend(bora);
  channelId = await alice.openDirect(bora);
  for (let turn = 0; turn < MESSAGES; turn++) (turn % 2 === 0 ? alice : bora).client.send(channelId, `${turn} 안녕 👋 'quoted' \\ `);
  await Promise.all([alice.sentAll(), bora.sentAll()]);
  before = await seenBy(alice);
  await Promise.all([alice.client.close(), bora.client.close()]);
}, 600_000);

afterAll(async () => {
  await cluster.close();
  rmSync(folder, { recursive: true, force: true });
}, 120_000);

it('is refused while people may write, and made when the services are stopped', async () => {
  await expect(cluster.run('backup', backup)).rejects.toThrow('Processes of Maru run');
  await cluster.run('down', '--only', 'services,nginx');
  expect(await cluster.run('backup', backup)).toMatch(
    /core +\d+ rows\nshard0 +\d+ rows\nshard1 +\d+ rows\n.* has all databases as they were/,
  );
  expect(readdirSync(backup).toSorted()).toEqual(['backup.json', 'core.sql.gz', 'shard0.sql.gz', 'shard1.sql.gz']);
  await expect(cluster.run('restore', backup)).rejects.toThrow('core is not empty');
}, 600_000);

it('is brought back into servers that know nothing, and lived in', async () => {
  await cluster.run('down', '--wipe');
  await cluster.run('up', '--port', String(PORT), '--only', 'mysql');
  expect(await cluster.run('restore', backup)).toMatch(/core .*as many as there were\nshard0 .*as many[^\n]*\nshard1 .*as many/);
  await cluster.run('up');
  const [alice, bora] = await Promise.all(['alice', '보라'].map((name) => Guest.return(new MaruHttp(url), name)));
  if (!alice || !bora) throw new Error('nobody came back');
  expect(await seenBy(alice)).toEqual(before);
  alice.client.send(channelId, 'again');
  await alice.sentAll();
  const { messages } = await bora.client.request({ type: 'FETCH_MESSAGES_REQUEST', channelId, after: MESSAGES, limit: 10 });
  expect(messages).toMatchObject([{ messageSequence: MESSAGES + 1, content: 'again' }]);
  const third = await Guest.arrive(url, 'chloé');
  await third.befriend(alice);
  expect(await third.openDirect(alice)).toBe(channelId + 1);
  await Promise.all([alice, bora, third].map(({ client }) => client.close()));
}, 600_000);

async function seenBy({ client }: Guest) {
  const { channels } = await client.request({ type: 'FETCH_CHANNELS_REQUEST' });
  const { messages } = await client.request({ type: 'FETCH_MESSAGES_REQUEST', channelId, after: 0, limit: 100 });
  return { channels, messages };
}
