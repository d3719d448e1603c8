import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** What the linter cannot say, or could be told not to say. */
const longest = 400;
const unspoken = /\b(oxlint|eslint)-disable|@ts-(ignore|nocheck)\b/;
const emptyNames = /^(utils?|helpers?|common|shared|misc)(\.|$)/;

/**
 * Sizes and names as docs and style want them, over the files that are committed or about to be.
 * @param {{ file: string, text: string }[]} sources `file` relative to the workspace
 * @returns {string[]} one line per defect
 */
export function sourceDefects(sources) {
  return sources.flatMap(({ file, text }) => {
    const lines = text.split('\n').length - 1;
    return [
      ...(lines > longest ? [`${file}: ${lines} lines, ${longest} at most`] : []),
      ...(file.split('/').some((part) => emptyNames.test(part)) ? [`${file}: a name that says nothing`] : []),
      ...(unspoken.test(text) ? [`${file}: switches a check off`] : []),
    ];
  });
}

/**
 * @param {string} root
 * @param {string[]} files as git lists them
 */
export function readSources(root, files) {
  return files
    .filter((file) => /\.(ts|mts|mjs|js|vue)$/.test(file) && basename(file) !== 'sources.spec.mjs')
    .map((file) => ({ file, text: readFileSync(join(root, file), 'utf8') }));
}
