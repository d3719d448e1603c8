/** What a copy of whole tables needs of both its ends: from one shape to the other, or from one shard to another. */

export type CopiedValue = string | number | null;

/** In the order of the table's columns. */
export type CopiedRow = readonly CopiedValue[];

/** As the database that is copied describes itself: nobody lists its columns a second time. */
export interface CopiedTable {
  /** The service's. Those of `message` are cut by channel. */
  readonly database: string;
  readonly name: string;
  readonly columns: readonly string[];
  readonly key: readonly string[];
  /** Ids are given behind it, also where its row is gone. */
  readonly lastId?: number;
}

/** The channels whose id leaves this rest. */
export interface Slice {
  readonly of: number;
  readonly rest: number;
}

export interface Portion {
  /** A key: those behind it, in the order of the key. */
  readonly after?: CopiedRow | undefined;
  readonly limit: number;
  readonly slice?: Slice | undefined;
}

export interface RowSource {
  read(table: CopiedTable, portion: Portion): Promise<readonly CopiedRow[]>;
}

export interface RowTarget extends RowSource {
  /** The key of the last row that was written; undefined before the first. */
  copiedTo(table: CopiedTable): Promise<CopiedRow | undefined>;
  /** The rows, and that they are there, are one transaction. */
  write(table: CopiedTable, rows: readonly CopiedRow[]): Promise<void>;
}

export function keyOf({ columns, key }: CopiedTable, row: CopiedRow): CopiedRow {
  return key.map((name) => row[columns.indexOf(name)] ?? null);
}
