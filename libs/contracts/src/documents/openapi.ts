/** The HTTP calls as an OpenAPI 3.1 document. */
import { type HttpErrorCode, httpErrors } from '../errors.js';
import { type HttpCall, httpCalls } from '../http-calls.js';
import { AUTH_PATH, ProblemDetails, SESSION_COOKIE } from '../http.js';
import { embeddedSchema } from './json-schema.js';

const PROBLEM = { $ref: '#/components/schemas/ProblemDetails' };

function problem(codes: readonly HttpErrorCode[]): object {
  const about = codes.map((code) => `\`${code}\`: ${httpErrors[code].message}`).join(' ');
  return { description: about, content: { 'application/problem+json': { schema: PROBLEM } } };
}

/** A wrong password is 401 at login, and 403 where somebody is logged in already. */
function statusOf(code: HttpErrorCode, { authenticated }: HttpCall): number {
  return code === 'BAD_CREDENTIALS' && authenticated ? 403 : httpErrors[code].status;
}

function responsesOf(call: HttpCall): Record<string, object> {
  const byStatus = Map.groupBy([...call.errors, 'INTERNAL' as const], (code) => String(statusOf(code, call)));
  const problems = [...byStatus].map(([status, codes]): [string, object] => [status, problem(codes)]);
  return { '200': success(call), ...Object.fromEntries(problems) };
}

function success({ path, answer, answerExample }: HttpCall): object {
  if (answer === undefined) return { description: 'Done.' };
  const json = { 'application/json': { schema: embeddedSchema(answer, 'output'), example: answerExample } };
  const plain = { 'text/plain': { schema: { type: 'string', description: 'The secret of the session.' } } };
  return { description: 'Done.', content: path === '/login' ? { ...plain, ...json } : json };
}

function operation(call: HttpCall): object {
  const { about, authenticated, body, bodyExample, path } = call;
  return {
    summary: about,
    ...(path.includes('{id}') ? { parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }] } : {}),
    ...(body === undefined
      ? {}
      : {
          requestBody: {
            required: !body.safeParse(undefined).success,
            content: { 'application/json': { schema: embeddedSchema(body, 'input'), example: bodyExample } },
          },
        }),
    security: authenticated ? [{ bearer: [] }, { cookie: [] }] : [],
    responses: responsesOf(call),
  };
}

export function openApiDocument(version: string): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const call of httpCalls) (paths[`${AUTH_PATH}${call.path}`] ??= {})[call.method.toLowerCase()] = operation(call);
  return {
    openapi: '3.1.0',
    info: { title: 'Maru', version, description: 'Accounts and sessions.' },
    servers: [{ url: 'http://localhost:8080' }],
    paths,
    components: {
      schemas: { ProblemDetails: embeddedSchema(ProblemDetails, 'output') },
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
        cookie: { type: 'apiKey', in: 'cookie', name: SESSION_COOKIE },
      },
    },
  };
}
