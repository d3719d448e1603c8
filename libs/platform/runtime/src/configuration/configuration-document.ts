/** `docs/configuration.md`, from the schemas that the process itself reads. */
import type { ServiceDefinition } from '@maru/ports';
import { type Setting, settingGroups, settingsOf } from './setting.js';
import type { Shape } from './shape.js';

const INTRODUCTION = `# Configuration

Every setting is an environment variable; some are flags, too, and a flag wins. An unknown \`MARU_…\` variable, an unknown flag or a bad
value ends the start with one line that names all of them. An empty variable counts as not set.

A setting that several services read stands with the first of them. Maru in one process knows the settings of the embedded shape and of all
services; a process of the cluster those of the cluster shape and of its own service.
This page is generated from the schemas (\`npm run generate\`).
`;

export function configurationDocument(services: readonly ServiceDefinition[], ...shapes: readonly Shape[]): string {
  const documented = new Set<string>();
  const sections = settingGroups(services, ...shapes).flatMap(({ title, schema }) => {
    const settings = settingsOf(schema).filter(({ name }) => !documented.has(name));
    for (const { name } of settings) documented.add(name);
    if (settings.length === 0) return [];
    const rows = settings.map(row).join('\n');
    return `## ${title.charAt(0).toUpperCase()}${title.slice(1)}\n\n| setting | flag | start value | what it is |\n| --- | --- | --- | --- |\n${rows}\n`;
  });
  return [INTRODUCTION, ...sections].join('\n');
}

function row({ name, flag, start, about }: Setting): string {
  const cells = [`\`${name}\``, flag === undefined ? '' : `\`--${flag}\``, start ? `\`${start}\`` : '', about];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}
