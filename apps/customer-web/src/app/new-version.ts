const RELOADED_KEY = 'guichet.reloaded';
/** Two reloads within this time would not help more than one. */
const AGAIN_AFTER_MS = 30_000;

/**
 * A part of the page that can't be fetched is most often gone because the bank has put a newer version in its place: the page is loaded anew, once.
 * The session is not lost by that; its cookie brings it back.
 */
export function reloadOnNewVersion(): void {
  window.addEventListener('vite:preloadError', (event) => {
    const last = Number(sessionStorage.getItem(RELOADED_KEY) ?? 0);
    if (Date.now() - last < AGAIN_AFTER_MS) return;
    event.preventDefault();
    sessionStorage.setItem(RELOADED_KEY, String(Date.now()));
    location.reload();
  });
}
