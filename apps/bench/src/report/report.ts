/** What was measured, for machines (JSON), for readers (a table) and for the eye (a plot). */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Figure, Options, Outcome } from '../figures/figure.js';
import { barChart } from './bar-chart.js';
import { machine } from './machine.js';
import { markdownTable } from './table.js';

const folder = fileURLToPath(new URL('../../../../docs/benchmarks/', import.meta.url));

/** The table, for the screen. */
export function writeReport(figure: Figure, options: Options, outcome: Outcome, isRecorded: boolean): string {
  const where = machine();
  const table = markdownTable(outcome.rows);
  const remarks = outcome.remarks.map((remark) => `- ${remark}`).join('\n');
  if (isRecorded) {
    mkdirSync(folder, { recursive: true });
    const { title, shape, bar } = figure;
    const name = options.as ?? (options.at === undefined ? figure.name : `${figure.name}-cluster`);
    const { profileFolder: _profile, at: _at, as: _as, ...shown } = options;
    writeFileSync(
      join(folder, `${name}.json`),
      `${JSON.stringify({ name, title, shape, bar, machine: where, options: shown, ...outcome }, null, 2)}\n`,
    );
    writeFileSync(join(folder, `${name}.svg`), barChart(title, outcome));
    const about = `${shape}\n\nBar: ${bar}\n\nMachine: ${where.processor}, ${where.cores} cores, ${where.memoryGiB} GiB, ${where.system}, Node ${where.node}; commit ${where.commit}; ${where.at}.`;
    writeFileSync(join(folder, `${name}.md`), `# ${title}\n\n${about}\n\n![${title}](${name}.svg)\n\n${table}\n\n${remarks}\n`);
  }
  return `${figure.title}\n\n${table}\n\n${remarks}`;
}
