/** What a command is to the command line: its words, what it takes, and what it does. */
import type { Io } from './io.js';

export interface Flag {
  readonly about: string;
  /** What its value is; absent: the flag has none. */
  readonly value?: string;
}

export interface Argument {
  readonly name: string;
  readonly about: string;
  readonly optional?: boolean;
}

export interface Command {
  /** One word, or two: `users list`. */
  readonly name: string;
  /** One line, for the list of commands. */
  readonly about: string;
  /** What else somebody should know, for `--help`. */
  readonly details?: string;
  readonly arguments?: readonly Argument[];
  readonly flags?: Readonly<Record<string, Flag>>;
  /** Answers with the exit code; without one it is 0. Whatever it throws is told in one line, and is 1. */
  run(given: Given, io: Io): Promise<number | void>;
}

/** What somebody typed behind the command's name. */
export class Given {
  constructor(
    private readonly args: readonly string[],
    private readonly flags: Readonly<Record<string, string | boolean | undefined>>,
  ) {}

  /** By its place. */
  argument(index: number): string | undefined {
    return this.args[index];
  }

  /** One that must be there: the command line was refused otherwise. */
  needed(index: number): string {
    const value = this.args[index];
    if (value === undefined) throw new Error(`argument ${index} is not declared as needed`);
    return value;
  }

  value(flag: string): string | undefined {
    const value = this.flags[flag];
    return typeof value === 'string' ? value : undefined;
  }

  has(flag: string): boolean {
    return this.flags[flag] === true;
  }
}
