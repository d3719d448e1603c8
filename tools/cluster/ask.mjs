import { createServer, connect } from 'node:net';

const host = '127.0.0.1';

/**
 * Sends a few bytes, and answers with the first that come back.
 * @param {number} port
 * @param {string | Buffer} bytes
 * @returns {Promise<Buffer>}
 */
export function ask(port, bytes) {
  return new Promise((resolve, reject) => {
    const socket = connect(port, host, () => socket.write(bytes));
    socket.setTimeout(1_000, () => socket.destroy(new Error('no answer')));
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('closed without an answer')));
    socket.once('data', (/** @type {Buffer} */ data) => {
      socket.destroy();
      resolve(data);
    });
  });
}

/** @param {number} port @returns {Promise<boolean>} */
export function isFree(port) {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, host, () => probe.close(() => resolve(true)));
  });
}
