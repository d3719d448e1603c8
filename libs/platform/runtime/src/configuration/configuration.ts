/** All settings of a process, read and judged before anything else is done. */
import type { Limits } from '@maru/contracts';
import type { ServiceDefinition } from '@maru/ports';
import type { z } from 'zod';
import { readCommandLine } from './command-line.js';
import { limitsFrom } from './limit-settings.js';
import { RuntimeSettings } from './runtime-settings.js';
import { settingGroups, settingsOf } from './setting.js';
import type { Shape } from './shape.js';
import { StartError } from './start-error.js';

export interface Configuration {
  readonly runtime: RuntimeSettings;
  readonly limits: Limits;
  /** For the shape's `open`. */
  readonly shape: Readonly<Record<string, unknown>>;
  /** A service's settings, as its `ENV` has them. */
  readonly envOf: (service: ServiceDefinition) => object;
  readonly switches: ReadonlySet<string>;
}

export interface Sources {
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly switches: readonly string[];
}

/** A flag wins over the environment. Whatever is unknown or bad is reported at once, in one line. */
export function readConfiguration(services: readonly ServiceDefinition[], shape: Shape, sources: Sources): Configuration {
  const groups = settingGroups(services, shape);
  const known = groups.flatMap(({ schema }) => settingsOf(schema));
  const line = readCommandLine(sources.args, known, sources.switches);
  const environment = { ...ours(sources.environment), ...line.settings };
  const names = new Set(known.map(({ name }) => name));
  const faults = new Set(line.faults);
  for (const name of Object.keys(environment)) if (!names.has(name)) faults.add(`unknown setting ${name}`);
  for (const { schema } of groups) for (const fault of faultsOf(schema, environment, known)) faults.add(fault);
  if (faults.size > 0) throw new StartError([...faults].join('; '));
  return {
    runtime: RuntimeSettings.parse(environment),
    limits: limitsFrom(environment),
    shape: shape.settings.parse(environment),
    envOf: (service) => service.env.parse(environment),
    switches: line.switches,
  };
}

/** An empty variable is one that is not set: that is how compose files write it. */
function ours(environment: Sources['environment']): Record<string, string> {
  const entries = Object.entries(environment).flatMap(([name, value]) => (name.startsWith('MARU_') && value ? [[name, value]] : []));
  return Object.fromEntries(entries) as Record<string, string>;
}

/** Values are not shown: some are secrets. */
function faultsOf(schema: z.ZodObject, environment: Record<string, string>, known: ReturnType<typeof settingsOf>): string[] {
  const result = schema.safeParse(environment);
  if (result.success) return [];
  return result.error.issues.map(({ path, message }) => {
    const name = String(path[0]);
    const flag = known.find((setting) => setting.name === name)?.flag;
    return `${name}${flag === undefined ? '' : ` (--${flag})`}: ${message}`;
  });
}
