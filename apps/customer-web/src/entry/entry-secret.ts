/**
 * Takes the secret of the entry link out of the address: it stands in the fragment, which browsers send to nobody, and leaves the address bar and
 * the history before anything else happens. Returns null when the page was opened without one.
 */
export function takeEntrySecret(): string | null {
  const secret = new URLSearchParams(location.hash.slice(1)).get('e');
  if (secret === null) return null;
  history.replaceState(null, '', location.pathname + location.search);
  return secret;
}
