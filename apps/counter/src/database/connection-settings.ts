/**
 * A connection that is in use and silent for so long is half open: it looks alive and answers nothing. Found out before whoever waits gives up
 * (a page's request waits 5 s), and long after any statement of ours has been answered.
 */
export const SILENT_AT_MOST_MS = 3_500;

/** What bounds every connection to the database, by node-postgres's names. */
export const CONNECTION_SETTINGS = {
  connectionTimeoutMillis: 3_000,
  keepAlive: true,
  /** Where nobody watches the connection itself. */
  query_timeout: 8_000,
  /** Kept by the server: a connection whose other end is gone does not hold a row for good. */
  idle_in_transaction_session_timeout: 5_000,
} as const satisfies object;

/**
 * Kept by the server too: a statement that waits for a row is given up before its connection is taken for dead, and its transaction is run again.
 * Not `lock_timeout`, which begins anew with each of the several locks that one statement can wait for.
 */
export const STATEMENT_TIMEOUT_MS = 3_000;
