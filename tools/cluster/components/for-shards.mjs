/**
 * The proxies' configuration is written for two shards, which is what most have. What it says of shard 1, in lines that stand together, it says of
 * each further one.
 * @param {string} text
 * @param {number} shards
 */
export function forShards(text, shards) {
  const blocks = text.split(/(?<=\n)/).reduce((/** @type {string[][]} */ all, line) => {
    const isLike = isOfSecond(line) === isOfSecond(all.at(-1)?.[0] ?? '');
    if (isLike && all.length > 0) all.at(-1)?.push(line);
    else all.push([line]);
    return all;
  }, []);
  const further = Array.from({ length: shards - 1 }, (_, index) => index + 1);
  return blocks
    .map((lines) => lines.join(''))
    .flatMap((block) => (isOfSecond(block) ? further.map((shard) => block.replaceAll(/_1\b/g, `_${shard}`)) : [block]))
    .join('')
    .replaceAll('{0..1}', `{0..${shards - 1}}`)
    .replaceAll(' 2L)', ` ${shards}L)`);
}

/** @param {string} text */
function isOfSecond(text) {
  return /(primary|replica|shard)_1\b/i.test(text);
}
