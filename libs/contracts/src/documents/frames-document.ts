/** Every frame with its schema and example, for the documents and for whoever checks them. */
import type { z } from 'zod';
import { ErrorFrame, exampleOf, notifications, requests } from '../frames/index.js';
import type { RequestDefinition, RequestType } from '../frames/index.js';

export interface DocumentedFrame {
  readonly type: string;
  readonly from: 'client' | 'server';
  readonly schema: z.ZodType;
  readonly example: unknown;
  /** Of a request: who may ask, what is answered, how it may be refused. */
  readonly request?: RequestDefinition;
}

function typeOf(schema: z.ZodType): string {
  const example = exampleOf(schema);
  if (typeof example === 'object' && example !== null && 'type' in example && typeof example.type === 'string') return example.type;
  throw new Error('a frame without an example');
}

function fromServer(schema: z.ZodType): DocumentedFrame {
  return { type: typeOf(schema), from: 'server', schema, example: exampleOf(schema) };
}

export function documentedRequests(): DocumentedFrame[] {
  return (Object.keys(requests) as RequestType[]).map((type) => {
    const request: RequestDefinition = requests[type];
    return { type, from: 'client', schema: request.schema, example: exampleOf(request.schema), request };
  });
}

export function documentedFrames(): DocumentedFrame[] {
  const asked = documentedRequests();
  const answers = asked.flatMap(({ request }) => (request?.answer === undefined ? [] : [fromServer(request.answer)]));
  return [...asked, ...answers, ...Object.values(notifications).map(fromServer), fromServer(ErrorFrame)];
}
