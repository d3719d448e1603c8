/**
 * What `npm ci` does not mind in a lockfile, and we do: the address of a registry is a fact of one machine.
 * @param {string} text
 * @returns {string[]} one line per defect
 */
export function lockfileDefects(text) {
  /** @type {{ packages: Record<string, { resolved?: string, link?: boolean, integrity?: string }> }} */
  const { packages } = JSON.parse(text);
  return Object.entries(packages).flatMap(([path, { resolved, link, integrity }]) => {
    if (!path.includes('node_modules/') || link) return [];
    return [
      ...(resolved === undefined ? [] : [`${path}: names an address, ${resolved}`]),
      ...(integrity === undefined ? [`${path}: has no checksum`] : []),
    ];
  });
}
