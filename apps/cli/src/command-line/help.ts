import type { Command } from './command.js';

export function helpOf(command: Command): string {
  const { name, about, details, arguments: taken = [], flags = {} } = command;
  const words = taken.map((one) => (one.optional === true ? `[${one.name}]` : `<${one.name}>`));
  const rows = [
    ...taken.map((one) => [one.name, one.about] as const),
    ...Object.entries(flags).map(
      ([flag, { about: what, value }]) => [value === undefined ? `--${flag}` : `--${flag} <${value}>`, what] as const,
    ),
    ['--help', 'this text'] as const,
  ];
  const usage = ['maru', name, ...words].join(' ');
  return [`${usage}\n\n${about}`, table(rows), ...(details === undefined ? [] : [details.trim()])].join('\n\n').concat('\n');
}

export function helpOfAll(commands: readonly Command[]): string {
  const rows = commands.map(({ name, about }) => [name, about] as const);
  return `Maru, a messenger: what a person at a terminal asks of it.\n\n${table(rows)}\n\nmaru <command> --help tells more of each.\n`;
}

function table(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([first]) => first.length));
  return rows.map(([first, second]) => `  ${first.padEnd(width)}  ${second}`).join('\n');
}
