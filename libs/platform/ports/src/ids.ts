/** What must not be guessed, and what must not repeat. */
export abstract class Ids {
  /** 256 random bits, URL-safe. */
  abstract secret(): string;
  /** 128 random bits as in the protocol's section 3. */
  abstract inviteCode(): string;
  /** For records and requests: unique, sortable by time. */
  abstract unique(): string;
}
