import { spawn } from 'node:child_process';
import { createServer } from 'node:net';

/** @returns {Promise<number>} */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

/** Maru as `npm start` runs it, in a process group of its own, so that nothing of it can stay behind. */
export class MaruProcess {
  output = '';
  /** @type {number | null | undefined} undefined while it runs */
  exitCode;

  /** @param {string[]} args @param {NodeJS.ProcessEnv} env */
  constructor(args, env = {}) {
    this.child = spawn('npm', ['start', '--silent', '--', ...args], {
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...env },
    });
    for (const stream of [this.child.stdout, this.child.stderr]) stream.on('data', (chunk) => (this.output += String(chunk)));
    /** @type {Promise<number | null>} */
    this.ended = new Promise((resolve) =>
      this.child.on('close', (code) => {
        this.exitCode = code;
        resolve(code);
      }),
    );
  }

  /**
   * Waits until it is healthy.
   * @param {number} port
   * @param {number} withinMs
   * @returns {Promise<number>} after how many milliseconds
   */
  async healthy(port, withinMs) {
    const started = Date.now();
    while (Date.now() - started < withinMs) {
      if (this.exitCode !== undefined) throw new Error(`Maru ended with ${this.exitCode}:\n${this.output}`);
      const answer = await fetch(`http://127.0.0.1:${port}/health`).catch(() => undefined);
      if (answer?.ok) return Date.now() - started;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`Maru is not healthy after ${withinMs} ms:\n${this.output}`);
  }

  /**
   * @param {number} withinMs
   * @param {NodeJS.Signals} [signal]
   */
  async exit(withinMs, signal) {
    if (signal !== undefined) this.child.kill(signal);
    /** @type {Promise<string>} */
    const late = new Promise((resolve) => setTimeout(() => resolve(`still running after ${withinMs} ms`), withinMs).unref());
    return await Promise.race([this.ended, late]);
  }

  /** Whatever happened, nothing of it is left. */
  kill() {
    if (this.exitCode !== undefined || this.child.pid === undefined) return;
    process.kill(-this.child.pid, 'SIGKILL');
  }
}
