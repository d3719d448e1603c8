/** A figure is measured some times, all of which are shown. */
export interface Options {
  readonly trials: number;
  /** Of each trial. */
  readonly seconds: number;
  readonly warmUp: number;
  readonly sockets: number;
  /** Messages a second. */
  readonly rate: number;
  /** Of a message's content. */
  readonly bytes: number;
  readonly writers: number;
  readonly socketsPerAccount: number;
  /** Processes for sockets beside Maru's first. */
  readonly workers: number;
  /** Names of those to be measured; empty: all. */
  readonly only: readonly string[];
  /** The address of a cluster that runs here, to be measured in place of a Maru of one process. */
  readonly at?: string;
  /** Of a cluster: its sockets are opened at the gateways themselves, not through Nginx. */
  readonly isDirect: boolean;
  /** What its record is called, where it is not the figure's usual shape. */
  readonly as?: string;
  /** Where Maru's processor profile is to be written. */
  readonly profileFolder?: string;
}

/** With `--at`: a cluster. */
export type Shape = 'embedded' | 'cluster';

/** One trial of one subject. */
export type Row = Readonly<Record<string, string | number>> & { readonly subject: string; readonly trial: number };

export interface Outcome {
  readonly rows: readonly Row[];
  /** Which column is plotted, and its unit. */
  readonly plot: { readonly column: string; readonly unit: string };
  /** What was found, in words: whether the bar was reached. */
  readonly remarks: readonly string[];
}

export interface Figure {
  readonly name: string;
  readonly title: string;
  /** What is measured and how, so that a reader can object. */
  readonly shape: string;
  readonly bar: string;
  readonly defaults: Partial<Options>;
  /** Which shapes of Maru it measures; one process where nothing is said. */
  readonly shapes?: readonly Shape[];
  run(options: Options, say: (line: string) => void): Promise<Outcome>;
}
