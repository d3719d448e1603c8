/** What must work before anything is installed. Needs only Node 20. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { count, same, step } from './steps.mjs';

await count(async () => {
  await step('the clone is bare', () => same(existsSync('node_modules'), false, 'node_modules exists'));
  await step('npm start -- --help explains itself', () => {
    const { status, stdout, stderr } = spawnSync('npm', ['start', '--silent', '--', '--help'], { encoding: 'utf8' });
    same(status, 0, `exit code (${stderr})`);
    for (const flag of ['--port', '--data', '--demo', '--help']) same(stdout.includes(flag), true, `${flag} is explained in ${stdout}`);
  });
  await step('and installs nothing for it', () => same(existsSync('node_modules'), false, 'node_modules exists'));
});
