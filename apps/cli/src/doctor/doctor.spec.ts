import { createServer } from 'node:http';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { doctor } from './doctor.js';

async function examine(status: number): Promise<{ code: number; lines: string[] }> {
  const server = createServer((_request, response) => response.writeHead(status).end('{"status":"draining"}'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const lines: string[] = [];
  const code = await doctor(`http://127.0.0.1:${(server.address() as { port: number }).port}`, (line) => lines.push(line));
  server.close();
  return { code, lines };
}

it('finds a house well', async () => {
  expect(await examine(200)).toMatchObject({ code: 0, lines: [expect.stringContaining('is well')] });
});

it('tells what is not ready, and the next step', async () => {
  expect(await examine(503)).toMatchObject({ code: 1, lines: [expect.stringMatching(/not ready.*draining[\s\S]*Look at its log/)] });
});

it('tells who cannot be reached', async () => {
  const lines: string[] = [];
  expect(await doctor('http://127.0.0.1:1', (line) => lines.push(line))).toBe(1);
  expect(lines[0]).toContain('npm start');
});
