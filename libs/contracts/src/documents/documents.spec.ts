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
      expect(validate(example), JSON.stringify(validate.errors)).toBe(true);
    },
  );

  it('has a name of its own', () => {
    const types = documentedFrames().map(({ type }) => type);
    expect(new Set(types).size).toBe(types.length);
  });
});

describe('every HTTP call', () => {
  it.each(httpCalls.map((call) => [`${call.method} ${call.path}`, call] as const))('%s has examples that fit', (_name, call) => {
    if (call.body !== undefined) expect(call.body.safeParse(call.bodyExample)).toMatchObject({ success: true });
    if (call.answer !== undefined) expect(call.answer.safeParse(call.answerExample)).toMatchObject({ success: true });
  });
});

describe('the AsyncAPI document', () => {
  it('is one by the schema of AsyncAPI 3.0', () => {
    const schema = JSON.parse(readFileSync(require.resolve('@asyncapi/specs/schemas/3.0.0-without-$id.json'), 'utf8')) as object;
    const validate = new Ajv({ strict: false, validateFormats: false }).compile(schema);
    expect(validate(structuredClone(asyncApiDocument('1.0.0'))), JSON.stringify(validate.errors?.slice(0, 3))).toBe(true);
  });

  it('refers only to what is in it', () => {
    const document = asyncApiDocument('1.0.0');
    const references = JSON.stringify(document).match(/#\/(?:channels|servers)[^"]*/g) ?? [];
    expect(references.length).toBeGreaterThan(100);
    for (const reference of new Set(references)) {
      const found = reference
        .slice(2)
        .split('/')
        .reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], document);
      expect(found, reference).toBeDefined();
    }
  });
});

it('the OpenAPI document has every call, with its problems', () => {
  const { paths } = openApiDocument('1.0.0') as { paths: Record<string, Record<string, { responses: object }>> };
  for (const { path, method } of httpCalls) expect(paths[`/api/v1/auth${path}`]?.[method.toLowerCase()]?.responses).toHaveProperty('200');
});

it('there is a document for every frame', () => {
  const paths = [...generateDocuments().keys()];
  for (const { type } of documentedFrames()) expect(paths).toContain(`docs/protocol/schemas/${type}.json`);
});
