import { loginCommand, logoutCommand, registerCommand, whoamiCommand } from './account/account.commands.js';
import { chatCommand } from './chat/chat.command.js';
import type { Command } from './command-line/command.js';

import { doctorCommand } from './doctor/doctor.command.js';
import { backupCommand, restoreCommand } from './operator/backup.commands.js';
import { deadLettersListCommand, deadLettersReplayCommand } from './operator/dead-letters.commands.js';
import { exportCommand } from './operator/export.command.js';
import { migrateCommand } from './operator/migrate.command.js';
import { reshardCommand } from './operator/reshard.command.js';
import { usersEndSessionsCommand, usersListCommand, usersResetPasswordCommand, usersShowCommand } from './operator/users.commands.js';
import { seedCommand } from './seed/seed.command.js';

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
  migrateCommand,
  reshardCommand,
  usersListCommand,
  usersShowCommand,
  usersResetPasswordCommand,
  usersEndSessionsCommand,
  deadLettersListCommand,
  deadLettersReplayCommand,
  exportCommand,
  seedCommand,
];
