/** Every number of the SDK that one may want to change, with its start value. */
export interface Settings {
  /** A request that is not answered by then fails with `UNAVAILABLE`. */
  readonly requestTimeoutMs: number;
  /** From the ticket to HELLO. */
  readonly connectTimeoutMs: number;
  /** A silent server is given so long to answer a `KEEP_ALIVE`. */
  readonly keepAliveTimeoutMs: number;
  readonly backOffMs: number;
  readonly backOffMaxMs: number;
  /** Messages kept in memory for one channel, at least 200, and for all together. */
  readonly timelineMessages: number;
  readonly cachedMessages: number;
  /** Messages in one page of history. */
  readonly pageMessages: number;
  /** Events that `events()` holds for a slow reader. */
  readonly bufferedEvents: number;
}

export const defaultSettings: Settings = {
  requestTimeoutMs: 15_000,
  connectTimeoutMs: 10_000,
  keepAliveTimeoutMs: 8_000,
  backOffMs: 500,
  backOffMaxMs: 30_000,
  timelineMessages: 2_000,
  cachedMessages: 20_000,
  pageMessages: 50,
  bufferedEvents: 10_000,
};
