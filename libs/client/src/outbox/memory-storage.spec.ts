import { describe } from 'vitest';
import { memoryStorage } from './outbox-storage.js';
import { outboxStorageContract } from './outbox-storage.contract.js';

describe('memory', () => {
  outboxStorageContract(() => {
    const storage = memoryStorage();
    return Promise.resolve({ storage, reopen: () => storage });
  });
});
