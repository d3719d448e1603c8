/** The documents that are made from the contracts. Objects are written as YAML or JSON, by the ending of their path. */
import { asyncApiDocument } from './asyncapi.js';
import { errorsDocument } from './errors-document.js';
import { documentedFrames } from './frames-document.js';
import { jsonSchema } from './json-schema.js';
import { openApiDocument } from './openapi.js';

const VERSION = '1.0.0';

export function generateDocuments(): Map<string, string | object> {
  const documents = new Map<string, string | object>([
    ['docs/protocol/asyncapi.yaml', asyncApiDocument(VERSION)],
    ['docs/protocol/openapi.yaml', openApiDocument(VERSION)],
    ['docs/protocol/errors.md', errorsDocument()],
  ]);
  for (const { type, from, schema, example } of documentedFrames()) {
    const content = { ...jsonSchema(schema, from === 'client' ? 'input' : 'output'), title: type, examples: [example] };
    documents.set(`docs/protocol/schemas/${type}.json`, content);
  }
  return documents;
}

export { documentedFrames, documentedRequests } from './frames-document.js';
export type { DocumentedFrame } from './frames-document.js';
