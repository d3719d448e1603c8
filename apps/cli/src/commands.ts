import { loginCommand, logoutCommand, registerCommand, whoamiCommand } from './account/account.commands.js';
import { chatCommand } from './chat/chat.command.js';
import { backupCommand, restoreCommand } from './backup/backup.commands.js';
import type { Command } from './command-line/command.js';

import { doctorCommand } from './doctor/doctor.command.js';

/** All of them, in the order in which somebody meets them. */
export const commands: readonly Command[] = [
  registerCommand,
  loginCommand,
  logoutCommand,
  whoamiCommand,
  chatCommand,
  doctorCommand,
  backupCommand,
  restoreCommand,
];
