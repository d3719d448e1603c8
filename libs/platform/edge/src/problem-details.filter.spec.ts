import { type AddressInfo } from 'node:net';
import { HttpError, ProblemDetails, RegisterBody } from '@maru/contracts';
import { correlation } from '@maru/ports';
import { Controller, Delete, Get, Module, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { z } from 'zod';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BODY_BYTES, jsonBody } from './json-body.js';
import { ProblemDetailsFilter } from './problem-details.filter.js';
import { withRequestId } from './request-id.js';
import { ZodBody } from './zod-body.js';

@Controller()
class Calls {
  @Post('register')
  register(@ZodBody(RegisterBody) body: z.output<typeof RegisterBody>) {
    return { username: body.username };
  }
  @Post('logout')
  logout() {
    return 'bye';
  }
  @Get('busy')
  busy() {
    throw new HttpError('BUSY', { retryAfterMs: 2_100 });
  }
  @Delete('broken')
  broken() {
    throw new Error('secret inside');
  }
  @Get('correlation')
  correlation() {
    return { id: correlation.id() };
  }
}

@Module({ controllers: [Calls] })
class CallsModule {}

let app: NestExpressApplication;
let url: string;

beforeAll(async () => {
  app = await NestFactory.create<NestExpressApplication>(CallsModule, { bodyParser: false, logger: false });
  app.use(withRequestId);
  app.useBodyParser('raw', { type: () => true, limit: BODY_BYTES });
  app.use(jsonBody);
  app.useGlobalFilters(new ProblemDetailsFilter());
  await app.listen(0, '127.0.0.1');
  url = `http://127.0.0.1:${(app.getHttpServer().address() as AddressInfo).port}`;
});
afterAll(() => app.close());

async function call(path: string, init?: RequestInit) {
  const response = await fetch(url + path, init);
  const body = (await response.json()) as Record<string, unknown>;
  return { status: response.status, headers: response.headers, body };
}

function post(path: string, body: string | Buffer, type = 'application/json') {
  return call(path, { method: 'POST', body, headers: { 'content-type': type } });
}

const good = JSON.stringify({ username: 'alice', password: 'correct horse' });

describe('a call that goes wrong', () => {
  it.each([
    ['an unknown route', () => call('/nothing'), 404, 'NOT_FOUND'],
    ['an unknown method', () => call('/register', { method: 'PUT' }), 404, 'NOT_FOUND'],
    ['no JSON', () => post('/register', '{"username":'), 400, 'INVALID_BODY'],
    ['no UTF-8', () => post('/register', Buffer.from([0x22, 0xff, 0x22])), 400, 'INVALID_BODY'],
    ['no body', () => call('/register', { method: 'POST' }), 400, 'INVALID_BODY'],
    ['null', () => post('/register', 'null'), 400, 'INVALID_BODY'],
    ['a list', () => post('/register', '[]'), 400, 'INVALID_BODY'],
    ['a bad field', () => post('/register', JSON.stringify({ username: 'a', password: 'correct horse' })), 400, 'INVALID_BODY'],
    ['a form', () => post('/register', 'username=alice', 'application/x-www-form-urlencoded'), 415, 'UNSUPPORTED_TYPE'],
    ['a body too large', () => post('/register', `"${'x'.repeat(BODY_BYTES)}"`), 413, 'TOO_LARGE'],
    ['too much to do', () => call('/busy'), 503, 'BUSY'],
    ['a failure', () => call('/broken', { method: 'DELETE' }), 500, 'INTERNAL'],
  ])('%s', async (_what, attempt, status, code) => {
    const answer = await attempt();
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(ProblemDetails.parse(answer.body)).toMatchObject({ status, code, requestId: answer.headers.get('x-request-id') });
    expect(JSON.stringify(answer.body)).not.toContain('secret inside');
  });

  it('names the bad fields', async () => {
    const { body } = await post('/register', JSON.stringify({ username: 'a', password: 5 }));
    expect(body.detail).toContain('username: must have 2 to 32');
    expect(body.detail).toContain('password: ');
  });

  it('says when to come back', async () => {
    expect((await call('/busy')).headers.get('retry-after')).toBe('3');
  });
});

describe('a call that goes well', () => {
  it('is answered, with a character set or without', async () => {
    expect((await post('/register', good)).body).toEqual({ username: 'alice' });
    expect((await post('/register', good, 'application/json; charset=utf-8')).body).toEqual({ username: 'alice' });
  });

  it('may say of nothing that it is a form', async () => {
    const answer = await fetch(`${url}/logout`, { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' } });
    expect(answer.ok).toBe(true);
  });
});

describe('the id of a call', () => {
  it('is the one that it brings, on the answer and in what follows', async () => {
    const answer = await call('/correlation', { headers: { 'x-request-id': 'my-id:1' } });
    expect(answer.headers.get('x-request-id')).toBe('my-id:1');
    expect(answer.body).toEqual({ id: 'my-id:1' });
  });

  it('is a new one where it brings none, or something strange', async () => {
    const given = { 'x-request-id': '"><script>' };
    const ids = [await call('/correlation'), await call('/correlation', { headers: given })].map(({ body }) => body.id);
    expect(ids[0]).toMatch(/^[\w-]{36}$/);
    expect(ids[1]).toMatch(/^[\w-]{36}$/);
    expect(new Set(ids).size).toBe(2);
  });
});
