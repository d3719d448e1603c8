import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { httpCalls } from '../http-calls.js';
import { asyncApiDocument } from './asyncapi.js';
import { documentedFrames, generateDocuments } from './index.js';
import { jsonSchema } from './json-schema.js';
import { openApiDocument } from './openapi.js';

const require = createRequire(import.meta.url);

describe('every frame', () => {
  it.each(documentedFrames().map((frame) => [frame.type, frame] as const))(
    '%s has an example that fits',
    (type, { schema, example, from }) => {
      expect(schema.safeParse(example)).toMatchObject({ success: true });
      expect(example).toMatchObject({ type });
      const validate = new Ajv2020({ strict: false }).compile(jsonSchema(schema, from === 'client' ? 'input' : 'output'));
      validate(example);
      expect(validate.errors).toBeNull();
    },
  );

  it('has a name of its own', () => {
    const types = documentedFrames().map(({ type }) => type);
    expect(new Set(types).size).toBe(types.length);
  });
});

describe('every HTTP call', () => {
  it.each(httpCalls.map((call) => [`${call.method} ${call.path}`, call] as const))('%s has examples that fit', (_name, call) => {
    const refused = [call.body?.safeParse(call.bodyExample), call.answer?.safeParse(call.answerExample)].filter(
      (parsed) => parsed?.success === false,
    );
    expect(refused).toEqual([]);
  });
});

describe('the AsyncAPI document', () => {
  it('is one by the schema of AsyncAPI 3.0', () => {
    const schema = JSON.parse(readFileSync(require.resolve('@asyncapi/specs/schemas/3.0.0-without-$id.json'), 'utf8')) as object;
    const validate = new Ajv({ strict: false, validateFormats: false }).compile(schema);
    validate(JSON.parse(JSON.stringify(asyncApiDocument('1.0.0'))));
    expect(validate.errors).toBeNull();
  });

  it('refers only to what is in it', () => {
    const document = asyncApiDocument('1.0.0');
    const references = JSON.stringify(document).match(/#\/(?:channels|servers)[^"]*/g) ?? [];
    expect(references.length).toBeGreaterThan(100);
    const lost = [...new Set(references)].filter((reference) => find(document, reference.slice(2).split('/')) === undefined);
    expect(lost).toEqual([]);
  });
});

function find(document: object, path: readonly string[]): unknown {
  return path.reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], document);
}

it('the OpenAPI document has every call, with its problems', () => {
  const { paths } = openApiDocument('1.0.0') as { paths: Record<string, Record<string, { responses: object }>> };
  for (const { path, method } of httpCalls) expect(paths[`/api/v1/auth${path}`]?.[method.toLowerCase()]?.responses).toHaveProperty('200');
});

it('there is a document for every frame', () => {
  const paths = [...generateDocuments().keys()];
  for (const { type } of documentedFrames()) expect(paths).toContain(`docs/protocol/schemas/${type}.json`);
});
