/** `maru`: what a person at a terminal asks of Maru. */
import { runCommand } from './command-line/run-command.js';
import { processIo } from './command-line/io.js';
import { commands } from './commands.js';

// Whoever reads has read enough: `maru users list | head`.
process.stdout.on('error', () => process.exit(0));
process.exitCode = await runCommand(commands, process.argv.slice(2), processIo());
