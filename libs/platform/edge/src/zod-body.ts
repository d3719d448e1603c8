import { HttpError } from '@maru/contracts';
import { Body, type PipeTransform } from '@nestjs/common';
import type { z } from 'zod';

/** A call's body as its schema wants it, or `INVALID_BODY` with the names of the bad fields. No body at all is an empty one. */
export function readBody<S extends z.ZodType>(schema: S, body: unknown): z.output<S> {
  const result = schema.safeParse(body === undefined ? {} : body);
  if (result.success) return result.data;
  throw new HttpError('INVALID_BODY', { detail: result.error.issues.map(describe).join('; ') });
}

/** `@ZodBody(RegisterBody) body: z.output<typeof RegisterBody>` */
export function ZodBody(schema: z.ZodType): ParameterDecorator {
  const pipe: PipeTransform = { transform: (body: unknown) => readBody(schema, body) };
  return Body(pipe);
}

function describe(issue: z.core.$ZodIssue): string {
  return `${issue.path.join('.') || 'body'}: ${issue.message}`;
}
