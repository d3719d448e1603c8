import type { SettingGroup } from './setting.js';
import { settingsOf } from './setting.js';

/** What `--help` prints. */
export function helpText(about: string, switches: Readonly<Record<string, string>>, groups: readonly SettingGroup[]): string {
  const flags = groups
    .flatMap(({ schema }) => settingsOf(schema))
    .flatMap(({ flag, about: what, start, name }) => {
      if (flag === undefined) return [];
      return [[`--${flag} <value>`, `${what}${start ? ` (${start})` : ''}; or ${name}`] as const];
    });
  const all = [...flags, ...Object.entries({ ...switches, help: 'this text' }).map(([name, what]) => [`--${name}`, what] as const)];
  const width = Math.max(...all.map(([flag]) => flag.length));
  const lines = all.map(([flag, what]) => `  ${flag.padEnd(width)}  ${what}`);
  return `${about}\n\n${lines.join('\n')}\n\nAll settings: docs/configuration.md\n`;
}
