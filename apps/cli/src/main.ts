/** `maru`: what a person at a terminal asks of Maru. */
import { enableCompileCache } from 'node:module';

// Most of a start is compiling what has not changed since the last one.
enableCompileCache();
const { runCommand } = await import('./command-line/run-command.js');
const { processIo } = await import('./command-line/io.js');
const { commands } = await import('./commands.js');

// Whoever reads has read enough: `maru users list | head`.
process.stdout.on('error', () => process.exit(0));
// The Kafka driver asks for a time-out in the past now and then, which Node tells of each time.
process.removeAllListeners('warning').on('warning', (warning) => {
  if (warning.name !== 'TimeoutNegativeWarning') console.error(String(warning));
});
process.exitCode = await runCommand(commands, process.argv.slice(2), processIo());
