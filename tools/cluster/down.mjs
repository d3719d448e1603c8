/** @typedef {import('./component.mjs').Component} Component @typedef {import('./processes.mjs').Processes} Processes */

/**
 * Ends all of them, each after those that need it.
 * @param {Component[]} components
 * @param {Processes} processes
 * @param {(line: string) => void} say
 */
export async function down(components, processes, say) {
  /** @type {Map<string, Promise<void>>} */
  const ended = new Map();
  /** @param {Component} one @returns {Promise<void>} */
  const endNow = async (one) => {
    await Promise.all(components.filter(({ after }) => after.includes(one.name)).map(end));
    const began = Date.now();
    if (await processes.stop(one.name)) say(`${one.name.padEnd(20)}ended in ${((Date.now() - began) / 1000).toFixed(1)} s`);
  };
  /** @param {Component} one @returns {Promise<void>} */
  const end = (one) => {
    const known = ended.get(one.name) ?? endNow(one);
    ended.set(one.name, known);
    return known;
  };
  await Promise.all(components.map(end));
}
