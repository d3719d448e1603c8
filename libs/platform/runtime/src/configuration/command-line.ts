import { parseArgs } from 'node:util';
import type { Setting } from './setting.js';

export interface CommandLine {
  /** Settings that were given as flags, by their names. */
  readonly settings: Readonly<Record<string, string>>;
  readonly switches: ReadonlySet<string>;
  /** What is wrong with it, each in a few words. */
  readonly faults: readonly string[];
}

/** `--port 8081` and `--port=8081` set what has a flag; `switches` are flags without a value. */
export function readCommandLine(args: readonly string[], known: readonly Setting[], switches: readonly string[]): CommandLine {
  const names = new Map(known.flatMap(({ name, flag }) => (flag === undefined ? [] : [[flag, name]])));
  const options: Record<string, { type: 'string' | 'boolean' }> = {};
  for (const flag of names.keys()) options[flag] = { type: 'string' };
  for (const name of switches) options[name] = { type: 'boolean' };
  const { tokens } = parseArgs({ args: [...args], options, strict: false, tokens: true });
  const settings: Record<string, string> = {};
  const given = new Set<string>();
  const faults: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') faults.push(`unknown argument ${token.value}`);
    if (token.kind !== 'option') continue;
    const setting = names.get(token.name);
    if (setting === undefined && !switches.includes(token.name)) faults.push(`unknown flag ${token.rawName}`);
    else if (setting === undefined && token.value !== undefined) faults.push(`${token.rawName} takes no value`);
    else if (setting === undefined) given.add(token.name);
    else if (!token.value || (token.value.startsWith('-') && !token.inlineValue)) faults.push(`${token.rawName} needs a value`);
    else settings[setting] = token.value;
  }
  return { settings, switches: given, faults };
}
