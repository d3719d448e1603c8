import type { ServiceDefinition } from '@maru/ports';
import { readConfiguration } from './configuration.js';
import { settingGroups, settingsOf } from './setting.js';
import type { Shape } from './shape.js';
import { StartError } from './start-error.js';

/** Two letters changed, dropped, added or swapped are a slip; more are another word. */
const SLIP = 2;

/** What is wrong with the settings of an environment, each in a few words: what a start would end with. */
export function judgeSettings(
  services: readonly ServiceDefinition[],
  shape: Shape,
  environment: Readonly<Record<string, string | undefined>>,
): readonly string[] {
  try {
    readConfiguration(services, shape, { args: [], environment, switches: [] });
    return [];
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    const known = settingGroups(services, shape).flatMap(({ schema }) => settingsOf(schema).map(({ name }) => name));
    return error.message.split('; ').map((fault) => withLikely(fault, known));
  }
}

function withLikely(fault: string, known: readonly string[]): string {
  const unknown = /^unknown setting (\S+)$/.exec(fault)?.[1];
  if (unknown === undefined) return fault;
  const [likely] = known
    .map((name) => ({ name, steps: stepsBetween(unknown, name) }))
    .filter(({ steps }) => steps <= SLIP)
    .toSorted((a, b) => a.steps - b.steps);
  return likely === undefined ? fault : `${fault}: is ${likely.name} meant?`;
}

/** Levenshtein's distance. */
function stepsBetween(one: string, other: string): number {
  let above = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [row, letter] of one.split('').entries()) {
    const current = [row + 1];
    for (const [column, wanted] of other.split('').entries())
      current.push(Math.min((current[column] ?? 0) + 1, (above[column + 1] ?? 0) + 1, (above[column] ?? 0) + (letter === wanted ? 0 : 1)));
    above = current;
  }
  return above.at(-1) ?? 0;
}
