import { createHash } from 'node:crypto';
import type { CopiedRow, CopiedTable } from '@maru/ports';

/** A sum does not ask for an order: two databases sort texts each in its own way. */
const MODULUS = 2 ** 48;
const BYTES = 6;

interface Sum {
  readonly rows: number;
  readonly sum: number;
}

/** How many rows there are, and what is in them: of each table, and where it is cut by channel, of each channel in it. */
export class Checksums {
  private readonly sums = new Map<string, Sum>();

  add(table: CopiedTable, row: CopiedRow): void {
    const group = groupOf(table, row);
    const { rows, sum } = this.sums.get(group) ?? { rows: 0, sum: 0 };
    const value = createHash('sha256').update(JSON.stringify(row)).digest().readUIntBE(0, BYTES);
    this.sums.set(group, { rows: rows + 1, sum: (sum + value) % MODULUS });
  }

  get rows(): number {
    return [...this.sums.values()].reduce((all, { rows }) => all + rows, 0);
  }

  /** One text for all of it. */
  digest(): string {
    const lines = [...this.sums].map(([group, { rows, sum }]) => `${group} ${rows} ${sum}`);
    return createHash('sha256').update(lines.toSorted().join('\n')).digest('hex');
  }

  /** What the other one has otherwise. */
  differences(other: Checksums): readonly string[] {
    const groups = new Set([...this.sums.keys(), ...other.sums.keys()]);
    return [...groups].flatMap((group) => {
      const [here, there] = [this.sums.get(group), other.sums.get(group)];
      if (here?.rows !== there?.rows) return [`${group}: ${here?.rows ?? 0} rows here, ${there?.rows ?? 0} there`];
      return here?.sum === there?.sum ? [] : [`${group}: as many rows, but not the same ones`];
    });
  }
}

function groupOf(table: CopiedTable, row: CopiedRow): string {
  const name = `${table.database}.${table.name}`;
  return table.database === 'message' ? `${name} of channel ${row[table.columns.indexOf('channel_id')]}` : name;
}
