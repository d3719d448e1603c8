import { clustered, embedded, isClustered, judgeSettings } from '@maru/runtime';
import { services } from '../services.js';
import { type Finding, well, wrong } from './finding.js';

const OLDEST_NODE = 24;

export function checkNode(version: string = process.versions.node): Finding {
  if (Number(version.split('.')[0]) >= OLDEST_NODE) return well(`Node ${version}`);
  return wrong(
    `This is Node ${version}; Maru needs ${OLDEST_NODE}.`,
    'Start it with npm start, which brings its own, or install a newer Node.',
  );
}

/** Those of the shell in which the doctor was called, which a start from there would take. */
export function checkSettings(environment: Readonly<Record<string, string | undefined>>): Finding[] {
  const faults = judgeSettings(services, isClustered(environment) ? clustered : embedded, environment);
  const set = Object.keys(environment).filter((name) => name.startsWith('MARU_')).length;
  if (faults.length === 0)
    return [well(set === 0 ? 'no settings in this shell' : `${set} settings in this shell, all of them known and good`)];
  return faults.map((fault) => wrong(fault, 'Correct it: Maru does not start with it. docs/configuration.md has all settings.'));
}
