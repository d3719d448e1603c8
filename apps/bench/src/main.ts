/** `npm run bench -- <figure> [--trials 3] [--seconds 60] …`, and `npm run bench -- profile <figure> …`. */
import { readCommandLine } from './command-line.js';
import { figures } from './figures/figures.js';
import { profileFigure } from './profile/profile-figure.js';
import { writeReport } from './report/report.js';

const say = (line: string) => void process.stderr.write(`${line}\n`);
// By itself it would end without a word to the servers that it has started.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1));
try {
  const { wanted, isRecorded, isProfile } = readCommandLine(process.argv.slice(2), figures);
  for (const { figure, options } of wanted) {
    if (isProfile) say(await profileFigure(figure, options, isRecorded, say));
    else say(writeReport(figure, options, await figure.run(options, say), isRecorded));
  }
  process.exit(0);
} catch (error) {
  say(error instanceof Error ? (error.stack ?? error.message) : String(error));
  process.exit(1);
}
