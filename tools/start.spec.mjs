import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';

const repository = fileURLToPath(new URL('..', import.meta.url));

/** Stands in for Maru: says what it was given, counts the signals, and drains for a moment before it ends. */
const standIn = `
  let signals = 0;
  const end = () => process.stdout.write('drained after ' + signals + '\\n', () => process.exit(0));
  const drain = () => { if (signals++ === 0) setTimeout(end, 300); };
  process.on('SIGINT', drain);
  process.on('SIGTERM', drain);
  setInterval(() => undefined, 1000);
  process.stdout.write('started ' + JSON.stringify(process.argv.slice(2)) + ' under ' + process.version + ' as ' + process.pid + '\\n');
  if (process.argv.includes('--fail')) process.exit(7);
`;

function temporaryFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'maru-start-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function workspace() {
  const root = temporaryFolder();
  cpSync(join(repository, 'tools'), join(root, 'tools'), { recursive: true });
  cpSync(join(repository, 'tsconfig.base.json'), join(root, 'tsconfig.base.json'));
  // The installation is the repository's own. Its lockfile is what is installed, so that nothing is ever installed over it.
  cpSync(join(repository, 'node_modules', '.package-lock.json'), join(root, 'package-lock.json'));
  symlinkSync(join(repository, 'node_modules'), join(root, 'node_modules'));
  mkdirSync(join(root, 'apps', 'maru', 'src'), { recursive: true });
  writeFileSync(join(root, 'tsconfig.json'), '{ "files": [], "references": [{ "path": "apps/maru" }] }');
  const settings = { rootDir: 'src', outDir: 'dist', tsBuildInfoFile: 'dist/.tsbuildinfo' };
  const project = { extends: '../../tsconfig.base.json', compilerOptions: settings, include: ['src'] };
  writeFileSync(join(root, 'apps', 'maru', 'tsconfig.json'), JSON.stringify(project));
  writeFileSync(join(root, 'apps', 'maru', 'package.json'), '{ "type": "module" }');
  writeFileSync(join(root, 'apps', 'maru', 'help.txt'), 'How to start Maru\n');
  writeSource(root, standIn);
  return root;
}

/** @param {string} root @param {string} text */
function writeSource(root, text) {
  writeFileSync(join(root, 'apps', 'maru', 'src', 'main.ts'), `${text}\nexport {};\n`);
}

/**
 * @param {string} root
 * @param {string[]} args
 * @param {string[]} command
 */
function start(root, args, command = [process.execPath]) {
  const [program = '', ...before] = command;
  const env = { ...process.env, npm_lifecycle_event: 'start' };
  const child = spawn(program, [...before, join(root, 'tools', 'start.mjs'), ...args], { detached: true, env });
  let output = '';
  child.stdout.on('data', (chunk) => (output += String(chunk)));
  child.stderr.on('data', (chunk) => (output += String(chunk)));
  return {
    pid: Number(child.pid),
    output: () => output,
    ended: new Promise((resolve) => child.on('close', (code) => resolve(code))),
    async expectOutput(/** @type {RegExp} */ pattern) {
      await expect.poll(() => output, { timeout: 15_000 }).toMatch(pattern);
    },
  };
}

it('builds, passes the arguments on, and runs Maru under the pinned Node', async () => {
  const run = start(workspace(), ['--port', '9090', '--fail']);
  expect(await run.ended).toBe(7);
  expect(run.output()).toMatch(/Building … done/);
  expect(run.output()).toContain('started ["--port","9090","--fail"] under v24.');
});

it('builds again only when a source has changed', async () => {
  const root = workspace();
  await start(root, ['--fail']).ended;
  const second = start(root, ['--fail']);
  await second.ended;
  expect(second.output()).not.toContain('Building');

  writeSource(root, `${standIn}; process.stdout.write('changed');`);
  const third = start(root, []);
  await third.expectOutput(/changed/);
  process.kill(third.pid, 'SIGTERM');
  expect(await third.ended).toBe(0);
});

it('shows what does not compile, and ends with 1', async () => {
  const root = workspace();
  writeSource(root, 'const text: string = 1;');
  const run = start(root, []);
  expect(await run.ended).toBe(1);
  expect(run.output()).toMatch(/main\.ts.*TS2322/);
  expect(run.output()).toMatch(/The sources do not compile\.\n$/);
});

it.each(/** @type {const} */ (['SIGINT', 'SIGTERM']))(
  'lets Maru drain after %s to itself alone, and ends with its code',
  async (signal) => {
    const run = start(workspace(), []);
    await run.expectOutput(/started/);
    process.kill(run.pid, signal);
    expect(await run.ended).toBe(0);
    expect(run.output()).toContain('drained after 1');
  },
);

it('lets Maru drain after a Ctrl+C that reaches every process of the terminal, twice', async () => {
  const run = start(workspace(), []);
  await run.expectOutput(/started/);
  process.kill(-run.pid, 'SIGINT');
  process.kill(-run.pid, 'SIGINT');
  expect(await run.ended).toBe(0);
  expect(run.output()).toContain('drained after');
});

it('ends Maru when npm is killed', async () => {
  const root = workspace();
  const npm = join(root, 'npm.mjs');
  writeFileSync(npm, `import { spawn } from 'node:child_process'; spawn(process.execPath, process.argv.slice(2), { stdio: 'inherit' });`);
  const run = start(root, [], [process.execPath, npm]);
  await run.expectOutput(/started/);
  process.kill(run.pid, 'SIGKILL');
  await run.expectOutput(/drained/);
});

it('prints the help without installing anything', async () => {
  const root = temporaryFolder();
  cpSync(join(repository, 'tools'), join(root, 'tools'), { recursive: true });
  mkdirSync(join(root, 'apps', 'maru'), { recursive: true });
  writeFileSync(join(root, 'apps', 'maru', 'help.txt'), 'How to start Maru\n');
  const run = start(root, ['--help']);
  expect(await run.ended).toBe(0);
  expect(run.output()).toBe(readFileSync(join(root, 'apps', 'maru', 'help.txt'), 'utf8'));
});
