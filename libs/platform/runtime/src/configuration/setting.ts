import type { ServiceDefinition } from '@maru/ports';
import type { z } from 'zod';
import { LimitSettings } from './limit-settings.js';
import { RuntimeSettings } from './runtime-settings.js';
import type { Shape } from './shape.js';

export interface Setting {
  readonly name: string;
  readonly flag?: string;
  /** What holds where nothing is set. Absent: it must be set, or there is no value to write down. */
  readonly start?: string;
  readonly about: string;
}

export interface SettingGroup {
  readonly title: string;
  readonly schema: z.ZodObject;
}

/** Everything that can be set, by who reads it. One name may be read by several. `start` in a field's meta states a start value that is computed. */
export function settingGroups(services: readonly ServiceDefinition[], ...shapes: readonly Shape[]): SettingGroup[] {
  return [
    { title: 'the process', schema: RuntimeSettings },
    ...shapes.map((shape) => ({ title: `the ${shape.name} shape`, schema: shape.settings })),
    { title: 'limits', schema: LimitSettings },
    ...services.map((service) => ({ title: service.name, schema: service.env })),
  ].filter(({ schema }) => Object.keys(schema.shape).length > 0);
}

export function settingsOf(schema: z.ZodObject): Setting[] {
  return Object.entries(schema.shape).map(([name, field]) => describe(name, field as z.ZodType));
}

function describe(name: string, field: z.ZodType): Setting {
  const meta = field.meta();
  const start = field.safeParse(undefined);
  const stated = meta?.['start'];
  const text = typeof stated === 'string' ? stated : start.success ? written(start.data) : undefined;
  return {
    name,
    about: meta?.description ?? '',
    ...(typeof meta?.['flag'] === 'string' ? { flag: meta['flag'] } : {}),
    ...(text === undefined ? {} : { start: text }),
  };
}

/** As one would write it in the environment. */
function written(value: unknown): string | undefined {
  if (Array.isArray(value)) return value.join(',');
  return ['string', 'number', 'boolean'].includes(typeof value) ? String(value) : undefined;
}
