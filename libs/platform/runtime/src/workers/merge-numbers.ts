interface Numbers {
  readonly head: string[];
  readonly samples: string[];
}

/** Several processes' numbers as one text of Prometheus's form, in which each number stands in one place. Whose it is says its label. */
export function mergeNumbers(texts: readonly string[]): string {
  const all = new Map<string, Numbers>();
  for (const text of texts) for (const block of text.split(/\n\n+/)) add(all, block.split('\n').filter(Boolean));
  return `${[...all.values()].map(({ head, samples }) => [...head, ...samples].join('\n')).join('\n\n')}\n`;
}

function add(all: Map<string, Numbers>, lines: readonly string[]): void {
  const head = lines.filter((line) => line.startsWith('# '));
  const name = head[0]?.split(' ')[2];
  if (name === undefined) return;
  const known = all.get(name) ?? { head, samples: [] };
  known.samples.push(...lines.filter((line) => !line.startsWith('# ')));
  all.set(name, known);
}
