/** Stays in the address of a guest's page: who loads it again is a guest still, though the secret is gone. */
const GUEST_MARK = '#guest';

/** What the page was opened with; `secret` null where it came without a link. */
export interface Opened {
  readonly as: 'customer' | 'guest';
  readonly secret: string | null;
}

/**
 * Takes the secret of the link out of the address: it stands in the fragment, which browsers send to nobody, and leaves the address bar and
 * the history before anything else happens. A link of the bank's is a customer's (`e`), an
 * invitation a guest's (`g`).
 */
export function takeLink(): Opened {
  const parts = new URLSearchParams(location.hash.slice(1));
  const guest = parts.get('g');
  const secret = guest ?? parts.get('e');
  const as = guest !== null || location.hash === GUEST_MARK ? 'guest' : 'customer';
  if (secret !== null) history.replaceState(null, '', location.pathname + location.search + (as === 'guest' ? GUEST_MARK : ''));
  return { as, secret };
}
