interface Ticker {
  readonly timer: NodeJS.Timeout;
  readonly listeners: Set<() => void>;
}

const tickers = new Map<number, Ticker>();

/**
 * Calls `listener` every so often, together with all others of that period: a process that wakes for each of a hundred rooms apart pays for waking, not for
 * what it does then. The first call comes at the next common turn. Keeps no process alive.
 *
 * @returns what ends it
 */
export function everyTogether(periodMs: number, listener: () => void): () => void {
  const ticker = tickers.get(periodMs) ?? startTicker(periodMs);
  // Of its own, so that whoever listens twice is called twice.
  const own = (): void => listener();
  ticker.listeners.add(own);
  return () => {
    ticker.listeners.delete(own);
    if (ticker.listeners.size > 0 || tickers.get(periodMs) !== ticker) return;
    clearInterval(ticker.timer);
    tickers.delete(periodMs);
  };
}

function startTicker(periodMs: number): Ticker {
  const listeners = new Set<() => void>();
  const timer = setInterval(() => {
    for (const listener of listeners) listener();
  }, periodMs);
  timer.unref();
  const ticker = { timer, listeners };
  tickers.set(periodMs, ticker);
  return ticker;
}
