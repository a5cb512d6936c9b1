const RELOADED_KEY = 'guichet.policy';
/** Two reloads within this time would not help more than one. */
const AGAIN_AFTER_MS = 60_000;

/**
 * A page may connect to the media nodes that were enrolled when it was loaded, and to nothing else (Content-Security-Policy, `connect-src`). When it
 * is sent to one that came later the browser blocks that; the page is then loaded anew, once, with a policy that knows the node. Nothing is lost by
 * it: session, call and step stand at the counter, and the page comes back to them by its cookie.
 */
export function reloadOnNewPolicy(): void {
  document.addEventListener('securitypolicyviolation', ({ effectiveDirective, disposition }) => {
    if (effectiveDirective !== 'connect-src' || disposition !== 'enforce') return;
    try {
      if (Date.now() - Number(sessionStorage.getItem(RELOADED_KEY) ?? 0) < AGAIN_AFTER_MS) return;
      sessionStorage.setItem(RELOADED_KEY, String(Date.now()));
    } catch {
      // Without a memory it could go round for ever.
      return;
    }
    location.reload();
  });
}
