import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * @typedef {{ program: string, args: string[], env?: NodeJS.ProcessEnv }} Command
 * @typedef {'SIGTERM' | 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'} Signal
 */

const patience = 20_000;

/**
 * When a process began, in the kernel's ticks: a process id alone may have become another's. A process that has ended and that nobody has
 * asked for is none.
 * @param {number} pid
 * @returns {string | undefined}
 */
export function birthOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? undefined : fields[19];
  } catch {
    return undefined;
  }
}

/** Processes with a folder each: their data, what they print, and who they are. */
export class Processes {
  /** @param {string} state */
  constructor(state) {
    this.state = state;
  }

  /** @param {string} name */
  folder(name) {
    return join(this.state, name);
  }

  /** @param {string} name */
  log(name) {
    return join(this.folder(name), 'log');
  }

  /** Undefined where it does not run. @param {string} name @returns {number | undefined} */
  pid(name) {
    const file = join(this.folder(name), 'pid');
    if (!existsSync(file)) return undefined;
    const [pid = '', birth = ''] = readFileSync(file, 'utf8').trim().split(' ');
    return birthOf(Number(pid)) === birth ? Number(pid) : undefined;
  }

  /** It outlives us, and prints into its log. @param {string} name @param {Command} command @returns {Promise<number>} */
  async start(name, { program, args, env = process.env }) {
    const folder = this.folder(name);
    mkdirSync(folder, { recursive: true });
    const log = openSync(this.log(name), 'a');
    const child = spawn(program, args, { cwd: folder, env, detached: true, stdio: ['ignore', log, log] });
    await new Promise((resolve, reject) => void child.once('spawn', resolve).once('error', reject));
    child.unref();
    const pid = Number(child.pid);
    writeFileSync(join(folder, 'pid'), `${pid} ${birthOf(pid)}\n`);
    return pid;
  }

  /**
   * A crash takes its children, too: one of Nginx's would serve on, and keep the port.
   * @param {string} name @param {Signal} signal @returns {boolean} false where it did not run
   */
  signal(name, signal) {
    const pid = this.pid(name);
    if (pid === undefined) return false;
    process.kill(signal === 'SIGKILL' ? -pid : pid, signal);
    return true;
  }

  /** Asks it to end, and after a while does not ask any more. @param {string} name @returns {Promise<boolean>} whether it ran */
  async stop(name) {
    if (!this.signal(name, 'SIGTERM')) return false;
    // One that was stopped by a signal would not hear the other.
    this.signal(name, 'SIGCONT');
    const end = Date.now() + patience;
    while (this.pid(name) !== undefined) {
      if (Date.now() > end) this.signal(name, 'SIGKILL');
      await sleep(20);
    }
    rmSync(join(this.folder(name), 'pid'), { force: true });
    return true;
  }

  /** Memory of a process and its children, in MiB. @param {number} pid @returns {number} */
  memory(pid) {
    try {
      const kib = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0;
      const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean);
      return Number(kib) / 1024 + children.reduce((sum, child) => sum + this.memory(Number(child)), 0);
    } catch {
      return 0;
    }
  }

  /** The last lines that it printed. @param {string} name @param {number} lines */
  tail(name, lines) {
    const log = this.log(name);
    return existsSync(log) ? readFileSync(log, 'utf8').trimEnd().split('\n').slice(-lines).join('\n') : '';
  }
}
