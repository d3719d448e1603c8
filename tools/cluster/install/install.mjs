import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { progress } from '../../setup/progress.mjs';
import { run } from '../../setup/run.mjs';
import { SetupError } from '../../setup/setup-error.mjs';
import { findProgram, isInstalled, stampInstalled } from './installed.mjs';
import { withTools } from './needs.mjs';

/** @typedef {import('./needs.mjs').Need} Need @typedef {import('../place.mjs').Place} Place */

/** Another apt may be at work. */
const aptOptions = ['-q', '-y', '-o', 'DPkg::Lock::Timeout=300'];
/** A package that brings a server must not start it. */
const policyFile = '/usr/sbin/policy-rc.d';

/**
 * Says what is missing, then installs it. Nothing is fetched where all is there.
 * @param {Place} place
 * @param {Need[]} wanted
 */
export async function install(place, wanted) {
  const missing = [...new Set(withTools(wanted))].filter((need) => !isInstalled(place, need));
  if (missing.length === 0) return;
  console.log(planOf(place, missing).join('\n'));
  const packages = missing.filter(({ registry }) => registry === 'debian');
  if (packages.length > 0) await installPackages(packages);
  for (const need of missing) {
    if (need.registry === 'maven') await fetchJars(place, need);
    if (need.registry === 'go') await compile(place, need);
  }
}

/** @param {Place} place @param {Need[]} missing @returns {string[]} */
function planOf({ cache }, missing) {
  const from = { debian: 'by apt, for the whole machine', maven: `by Maven, into ${cache}`, go: `by Go, into ${cache}` };
  return ['To be installed:', ...missing.map(({ what, registry, takes }) => `  ${what} (${from[registry]}; about ${takes})`)];
}

/** @param {Need[]} packages */
async function installPackages(packages) {
  const names = packages.map(({ name }) => name);
  if (process.getuid?.() !== 0 || findProgram('apt-get') === undefined) {
    throw new SetupError(
      `Please install ${names.join(', ')} (on Debian: sudo apt-get install ${names.join(' ')}) and try again. Docker is the other way: docker compose up --wait`,
    );
  }
  const ours = !existsSync(policyFile);
  if (ours) writeFileSync(policyFile, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    await step(`Installing ${names.join(', ')}`, 'apt-get', [...aptOptions, 'update'], { env });
    await step(`Installing ${names.join(', ')}`, 'apt-get', [...aptOptions, 'install', '--no-install-recommends', ...names], { env });
  } finally {
    if (ours) rmSync(policyFile);
  }
}

/** @param {Place} place @param {Need} need */
async function fetchJars(place, need) {
  const { name, what, source = '' } = need;
  const folder = join(place.cache, name, 'libs');
  rmSync(folder, { recursive: true, force: true });
  const goal = 'org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies';
  const pom = join(place.root, source, 'pom.xml');
  const args = ['-B', '-q', '-f', pom, goal, '-DincludeScope=runtime', `-DoutputDirectory=${folder}`];
  await step(`Fetching ${what}`, 'mvn', args, {});
  stampInstalled(place, need);
}

/** Go writes its list of checksums beside the file that names the modules, so that happens in a copy. @param {Place} place @param {Need} need */
async function compile(place, need) {
  const { what, source = '', module = '' } = need;
  const go = findProgram('go');
  if (go === undefined) throw new SetupError(`${what} needs Go 1.25 or newer: please install it (go.dev) and try again.`);
  const copy = join(place.cache, 'consul', 'source');
  mkdirSync(copy, { recursive: true });
  for (const file of ['go.mod', 'programs.go']) cpSync(join(place.root, source, file), join(copy, file));
  const out = join(place.cache, 'consul', 'bin/');
  mkdirSync(out, { recursive: true });
  const env = { ...process.env, CGO_ENABLED: '0' };
  await step(`Compiling ${what}`, go, ['build', '-mod=mod', '-trimpath', '-ldflags', '-s -w', '-o', out, module], { cwd: copy, env });
  stampInstalled(place, need);
}

/** @param {string} title @param {string} program @param {string[]} args @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} options */
async function step(title, program, args, { cwd = process.cwd(), env = process.env }) {
  const line = progress(title);
  const { code, output } = await run(program, args, { cwd, env });
  line.end(code === 0 ? 'done' : 'failed');
  if (code !== 0)
    throw new SetupError(`${program} ${args.join(' ')} ended with ${code}:\n${output.trim().split('\n').slice(-20).join('\n')}`);
}
