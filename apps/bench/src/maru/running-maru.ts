/** A Maru that is measured, in whichever shape. */
export interface RunningMaru {
  readonly subject: string;
  readonly url: string;
  /** Where sockets are opened, in turn. */
  readonly socketPorts: readonly number[];
  /** All that serves, its components too: process ids by name. */
  readonly processes: ServerProcesses;
  /** What is in its message database, read beside it. */
  lookAtMessages(channelId: number): Promise<Stored>;
  close(): Promise<void>;
}

export type ServerProcesses = ReadonlyMap<string, readonly number[]>;

export interface Stored {
  readonly messages: number;
  readonly last: number;
}
