/** Numbers in Prometheus's text form. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export class Samples {
  private readonly samples: readonly Sample[];

  constructor(text: string) {
    this.samples = text.split('\n').flatMap((line) => {
      const [, name, labels = '', value] = /^([a-z_:][\w:]*)(?:\{(.*)\})? ([^ ]+)/i.exec(line) ?? [];
      return name === undefined ? [] : [{ name, labels: labelsOf(labels), value: Number(value) }];
    });
  }

  get isEmpty(): boolean {
    return this.samples.length === 0;
  }

  sum(name: string, wanted: Readonly<Record<string, string>> = {}): number {
    return this.samples
      .filter((sample) => sample.name === name && Object.entries(wanted).every(([label, value]) => sample.labels[label] === value))
      .reduce((sum, { value }) => sum + value, 0);
  }

  /** Of several processes; undefined where nobody tells it. */
  largest(name: string): number | undefined {
    const told = this.samples.filter((sample) => sample.name === name).map(({ value }) => value);
    return told.length === 0 ? undefined : Math.max(...told);
  }

  /** Upper bound of the bucket in which this share of all ends; undefined where there is none yet. */
  quantile(histogram: string, share: number): number | undefined {
    const total = this.sum(`${histogram}_count`);
    const bounds = this.samples
      .filter(({ name }) => name === `${histogram}_bucket`)
      .map(({ labels }) => Number(labels['le']?.replace('+Inf', 'Infinity')));
    if (total === 0) return undefined;
    return [...new Set(bounds)]
      .toSorted((a, b) => a - b)
      .find((bound) => this.sum(`${histogram}_bucket`, { le: bound === Infinity ? '+Inf' : `${bound}` }) >= total * share);
  }
}

function labelsOf(text: string): Record<string, string> {
  return Object.fromEntries([...text.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, name = '', value = '']) => [name, value]));
}
