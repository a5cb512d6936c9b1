/** A page that was hidden longer may have been frozen by the system, and its socket with it. */
const FROZEN_AFTER_MS = 5_000;

interface NetworkWatchListeners {
  /** The way to the network is another one now. */
  readonly onChange: (reason: string) => void;
  /** The page is seen again after a while in which it may have been frozen. */
  readonly onAwake: () => void;
}

type Connection = EventTarget & { readonly type?: string };

/** Watches what the browser knows of its network. @returns what stops watching */
export function watchNetwork({ onChange, onAwake }: NetworkWatchListeners): () => void {
  const connection = (navigator as Navigator & { connection?: Connection }).connection;
  let type = connection?.type;
  let hiddenAtMs: number | null = document.visibilityState === 'hidden' ? performance.now() : null;

  const online = () => onChange('the browser is online again');
  const changed = () => {
    // The event also fires for every new estimate of the bandwidth, which is no change of network.
    if (connection?.type === type) return;
    type = connection?.type;
    onChange('the network changed');
  };
  const visibility = () => {
    if (document.visibilityState === 'hidden') {
      hiddenAtMs = performance.now();
      return;
    }
    const awayMs = hiddenAtMs === null ? 0 : performance.now() - hiddenAtMs;
    hiddenAtMs = null;
    if (awayMs >= FROZEN_AFTER_MS) onAwake();
  };

  addEventListener('online', online);
  connection?.addEventListener('change', changed);
  document.addEventListener('visibilitychange', visibility);
  return () => {
    removeEventListener('online', online);
    connection?.removeEventListener('change', changed);
    document.removeEventListener('visibilitychange', visibility);
  };
}
