const DEADLINE_MS = 10_000;

/** What came of one attempt: an HTTP status, or why nobody answered. */
export type PostOutcome = { readonly status: number; readonly error: null } | { readonly status: null; readonly error: string };

/** Posts a signed message, once. Never rejects: that nobody answers is an outcome like another. */
export async function postWebhook(
  url: string,
  body: string,
  signed: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<PostOutcome> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'user-agent': 'Guichet', ...signed },
      body,
      // A redirect would hand the signed message to somebody whom the bank did not name.
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(DEADLINE_MS)]),
    });
    // Nobody reads what the receiver says; an endless answer must not be waited for.
    await response.body?.cancel();
    return { status: response.status, error: null };
  } catch (error) {
    return { status: null, error: codeOf(error) };
  }
}

/** The system's own word (`ECONNREFUSED`, `CERT_HAS_EXPIRED`) stands in the cause; messages can quote the address, with what is in it. */
function codeOf(error: unknown): string {
  for (let each: unknown = error, depth = 0; each instanceof Error && depth < 5; each = each.cause, depth++) {
    if ('code' in each && typeof each.code === 'string' && /^[A-Z][A-Z0-9_]{1,62}$/.test(each.code)) return each.code;
    if (each.name === 'TimeoutError' || each.name === 'AbortError') return 'TIMEOUT';
  }
  return 'FAILED';
}
