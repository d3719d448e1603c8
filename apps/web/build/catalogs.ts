/** A text that one language lacks, or that nobody has, fails the build. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

type Catalog = Readonly<Record<string, string>>;

export function catalogDefects(spoken: Readonly<Record<string, Catalog>>, used: ReadonlySet<string>): string[] {
  const all = new Set(Object.values(spoken).flatMap((catalog) => Object.keys(catalog)));
  return Object.entries(spoken).flatMap(([language, catalog]) => [
    ...[...all].filter((key) => !(key in catalog)).map((key) => `${language}: ${key} is missing`),
    ...[...used].filter((key) => !all.has(key)).map((key) => `${language}: ${key} is used and does not exist`),
    ...Object.entries(catalog).flatMap(([key, text]) => (text.trim() === '' ? [`${language}: ${key} is empty`] : [])),
    ...Object.entries(catalog).flatMap(([key, text]) => differentHoles(language, key, text, spoken)),
  ]);
}

/** `{name_iga}` is a form of `{name}`. */
function holes(text: string): ReadonlySet<string | undefined> {
  return new Set(Array.from(text.matchAll(/\{(\w+?)(?:_\w+)?\}/g), ([, name]) => name));
}

function differentHoles(language: string, key: string, text: string, spoken: Readonly<Record<string, Catalog>>): string[] {
  const here = holes(text);
  return Object.entries(spoken).flatMap(([other, catalog]) =>
    [...holes(catalog[key] ?? '')]
      .filter((name) => name !== 'n' && !here.has(name))
      .map((name) => `${language}: ${key} lacks {${name}}, which ${other} has`),
  );
}

/** Every literal key in a call of `say(…)`. */
export function usedKeys(source: string): string[] {
  return [...source.matchAll(/\bsay\(\s*'([\w.]+)'/g)].map(([, key = '']) => key);
}

export function catalogs(folder: string): Plugin {
  return {
    name: 'maru-catalogs',
    buildStart() {
      const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => /\.(vue|ts)$/.test(file));
      const used = new Set(files.flatMap((file) => usedKeys(readFileSync(join(folder, file), 'utf8'))));
      const read = (language: string) => JSON.parse(readFileSync(join(folder, 'say', `${language}.json`), 'utf8')) as Catalog;
      const defects = catalogDefects({ ko: read('ko'), en: read('en') }, used);
      if (defects.length > 0) this.error(defects.join('\n'));
    },
  };
}
