/** What a process has cost so far, all its threads together. */
import { readFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';

const TICKS_A_SECOND = 100;

/** With its living children's: Maru's workers are Maru. */
export function cpuSeconds(pid: number): number {
  return childrenOf(pid).reduce((sum, child) => sum + cpuSeconds(child), ownCpuSeconds(pid));
}

function childrenOf(pid: number): number[] {
  return (readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').match(/\d+/g) ?? []).map(Number);
}

function ownCpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND;
}

export function residentBytes(pid: number): number {
  const found = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(found?.[1] ?? 0) * 1_024;
}

/** Of the last minute: what else the machine does. */
export function loadAverage(): number {
  return Math.round((loadavg()[0] ?? 0) * 100) / 100;
}

/** Of a virtual machine's cores, how much of the time another one on the same host had them: what nobody here can give back. */
export class StolenTime {
  private readonly before = stolenSeconds();
  private readonly began = performance.now();

  percent(): number {
    const seconds = ((performance.now() - this.began) / 1_000) * cpus().length;
    return Math.round((1_000 * (stolenSeconds() - this.before)) / seconds) / 10;
  }
}

function stolenSeconds(): number {
  const fields = readFileSync('/proc/stat', 'utf8').split('\n', 1)[0]?.split(/ +/) ?? [];
  return Number(fields[8] ?? 0) / TICKS_A_SECOND;
}
