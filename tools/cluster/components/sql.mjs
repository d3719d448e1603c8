import { run } from '../../setup/run.mjs';
import { findProgram } from '../install/installed.mjs';

/**
 * A statement on one of the servers, by the user who may do all. `vertical`: a line for each column, with its name; otherwise without names.
 * @param {import('../place.mjs').Place} place
 * @param {number} port
 * @param {string} statement
 * @param {{ user?: string, vertical?: boolean }} [how]
 */
export async function sql({ password }, port, statement, { user = 'admin', vertical = false } = {}) {
  const options = ['--no-defaults', '--protocol=tcp', '--host=127.0.0.1', `--port=${port}`, `--user=${user}`, '--connect-timeout=2'];
  const { code, output } = await run(
    findProgram('mariadb') ?? 'mariadb',
    [...options, '--batch', vertical ? '--vertical' : '--skip-column-names', '-e', statement],
    {
      cwd: '/',
      env: { ...process.env, MYSQL_PWD: password },
    },
  );
  if (code !== 0) throw new Error(`port ${port}: ${output.trim()}`);
  return output;
}
