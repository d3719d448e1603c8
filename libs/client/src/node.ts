/** What only programs under Node can have. Its WebSocket and `fetch` are Node's own (22 and later). */
export { fileStorage } from './outbox/file-storage.js';
