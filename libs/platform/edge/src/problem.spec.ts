import { DomainError, frameErrorTexts, HttpError, type HttpErrorCode, httpErrors } from '@maru/contracts';
import { KeyValueUnavailable, QueryUnavailable } from '@maru/ports';
import { MethodNotAllowedException, NotFoundException, UnauthorizedException } from '@nestjs/common';
import { describe, expect, it } from 'vitest';
import { problemOf } from './problem.js';

describe('problemOf', () => {
  it.each(Object.keys(httpErrors) as HttpErrorCode[])('%s keeps its code, status and words', (code) => {
    const { status, message } = httpErrors[code];
    expect(problemOf(new HttpError(code))).toMatchObject({ status, code, detail: message });
  });

  it('lets a call choose the status of a code', () => {
    expect(problemOf(new HttpError('BAD_CREDENTIALS', { status: 403 }))).toMatchObject({ status: 403, code: 'BAD_CREDENTIALS' });
  });

  it('keeps the code of a refusal', () => {
    for (const code of Object.keys(frameErrorTexts) as (keyof typeof frameErrorTexts)[]) {
      const problem = problemOf(new DomainError(code));
      expect(problem.code).toBe(code);
      expect(problem.status).toBeGreaterThanOrEqual(400);
    }
  });

  it('says when to come back, if only in a second', () => {
    expect(problemOf(new HttpError('RATE_LIMITED', { retryAfterMs: 4_200 }))).toMatchObject({ retryAfterMs: 4_200 });
    expect(problemOf(new HttpError('BUSY'))).toMatchObject({ retryAfterMs: 1_000 });
    expect(problemOf(new QueryUnavailable('auth.authenticate'))).toMatchObject({ status: 503, code: 'BUSY', retryAfterMs: 1_000 });
    expect(problemOf(new KeyValueUnavailable('no answer'))).toMatchObject({ status: 503, code: 'BUSY', retryAfterMs: 1_000 });
    expect(problemOf(new HttpError('NOT_FOUND'))).not.toHaveProperty('retryAfterMs');
  });

  it('speaks our own words for the framework', () => {
    expect(problemOf(new NotFoundException('Cannot GET /x'))).toEqual({
      status: 404,
      code: 'NOT_FOUND',
      detail: httpErrors.NOT_FOUND.message,
    });
    expect(problemOf(new MethodNotAllowedException())).toMatchObject({ status: 404, code: 'NOT_FOUND' });
    expect(problemOf(new UnauthorizedException())).toMatchObject({ status: 401, code: 'UNAUTHENTICATED' });
    expect(problemOf(Object.assign(new Error('big'), { status: 413 }))).toMatchObject({ status: 413, code: 'TOO_LARGE' });
  });

  it('tells nothing of what went wrong inside', () => {
    expect(problemOf(new Error('the password is hunter2'))).toEqual({ status: 500, code: 'INTERNAL', detail: httpErrors.INTERNAL.message });
    expect(problemOf('thrown text')).toMatchObject({ code: 'INTERNAL' });
  });
});
