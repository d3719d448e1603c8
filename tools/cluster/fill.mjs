import { readFileSync } from 'node:fs';
import { SetupError } from '../setup/setup-error.mjs';

/**
 * A template with its `${NAMES}` filled in. A name without a value is a mistake, not an empty text.
 * @param {string} file
 * @param {Record<string, string | number>} values
 */
export function fill(file, values) {
  return fillIn(readFileSync(file, 'utf8'), values, file);
}

/** @param {string} text @param {Record<string, string | number>} values @param {string} file for whoever reads the mistake */
export function fillIn(text, values, file) {
  return text.replaceAll(/\$\{([A-Z][A-Z0-9_]*)\}/g, (_, /** @type {string} */ name) => {
    const value = values[name];
    if (value === undefined) throw new SetupError(`${file} wants ${name}`);
    return String(value);
  });
}
