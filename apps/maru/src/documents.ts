/** For `npm run generate`. */
import { clustered, configurationDocument, embedded } from '@maru/runtime';
import { services } from './services.js';

export function generateDocuments(): Map<string, string> {
  return new Map([['docs/configuration.md', configurationDocument(services, embedded, clustered)]]);
}
