/** Who called whom, and what it cost: each call as wide as its time, its callees on top of it. */
import type { Call } from './cpu-profile.js';

const WIDTH = 1_200;
const ROW = 17;
const NARROWEST = 0.6;
const LETTER = 6.6;
const COLOURS = ['#f4a261', '#e9c46a', '#e76f51', '#f2b880', '#d98f5c'];

export function flameGraph(title: string, root: Call): string {
  const scale = WIDTH / Math.max(1, root.total);
  const boxes: string[] = [];
  let deepest = 0;
  const draw = (call: Call, x: number, depth: number) => {
    const width = call.total * scale;
    if (width < NARROWEST) return;
    deepest = Math.max(deepest, depth);
    boxes.push(box(call, { x, width, depth, share: call.total / root.total }));
    let at = x;
    for (const one of call.calls.toSorted((a, b) => b.total - a.total)) {
      draw(one, at, depth + 1);
      at += one.total * scale;
    }
  };
  draw({ ...root, name: 'all' }, 0, 0);
  const height = (deepest + 1) * ROW + 34;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="monospace" font-size="11">`,
    `<rect width="${WIDTH}" height="${height}" fill="white"/><text x="6" y="18" font-size="14">${escaped(title)}</text>`,
    ...boxes,
    '</svg>',
    '',
  ].join('\n');
}

function box({ name }: Call, at: { x: number; width: number; depth: number; share: number }): string {
  const { x, width, depth, share } = at;
  const y = 28 + depth * ROW;
  const letters = Math.floor((width - 4) / LETTER);
  const text = letters < 4 ? '' : `<text x="${(x + 2).toFixed(1)}" y="${y + 12}">${escaped(name.slice(0, letters))}</text>`;
  const colour = COLOURS[name.length % COLOURS.length];
  const about = `<title>${escaped(name)} ${(share * 100).toFixed(1)} %</title>`;
  return `<g>${about}<rect x="${x.toFixed(1)}" y="${y}" width="${Math.max(0.5, width - 0.5).toFixed(1)}" height="${ROW - 1}" fill="${colour}"/>${text}</g>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
