import type { CustomerSessionView, SignedHead } from '@guichet/protocol';

type SessionId = CustomerSessionView['sessionId'];

/** Asks the counter for the heads after a number; at most so many come at once. */
export type FetchHeads = (after: number) => Promise<{ readonly heads: readonly SignedHead[]; readonly logKey: string }>;

interface Kept {
  readonly logKey: string;
  readonly heads: readonly SignedHead[];
}

const NOTHING: Kept = { logKey: '', heads: [] };
const keyOf = (sessionId: SessionId): string => `guichet.heads.${sessionId}`;
/** Where a browser keeps nothing (a private window with a full store), this page still does. */
const ofThisPage = new Map<SessionId, Kept>();

/** The signed heads that this device holds of a session, over reloads. */
export function readKept(sessionId: SessionId): Kept {
  const inPage = ofThisPage.get(sessionId);
  if (inPage !== undefined) return inPage;
  try {
    const text = localStorage.getItem(keyOf(sessionId));
    return text === null ? NOTHING : (JSON.parse(text) as Kept);
  } catch {
    return NOTHING;
  }
}

/** Keeps a head, and fetches those that were missed; without one, only those. What is here already is never replaced: that is what it is kept for. */
export async function takeHead(sessionId: SessionId, head: SignedHead | null, fetchHeads: FetchHeads): Promise<Kept> {
  const known = readKept(sessionId);
  const last = known.heads.at(-1)?.seq ?? 0;
  if (head !== null && head.seq === last + 1 && known.logKey !== '') return keep(sessionId, { ...known, heads: [...known.heads, head] });
  if (head !== null && head.seq <= last) return known;
  return fetchMissing(sessionId, known, fetchHeads);
}

async function fetchMissing(sessionId: SessionId, known: Kept, fetchHeads: FetchHeads): Promise<Kept> {
  for (let kept = known; ; ) {
    const { heads, logKey } = await fetchHeads(kept.heads.at(-1)?.seq ?? 0);
    if (heads.length === 0) return kept.logKey === '' ? { ...kept, logKey } : kept;
    kept = keep(sessionId, { logKey: kept.logKey === '' ? logKey : kept.logKey, heads: [...kept.heads, ...heads] });
  }
}

function keep(sessionId: SessionId, kept: Kept): Kept {
  ofThisPage.set(sessionId, kept);
  try {
    localStorage.setItem(keyOf(sessionId), JSON.stringify(kept));
  } catch {
    // Full, or not allowed: the page's own copy is there.
  }
  return kept;
}

/** The file that the customer takes home: what `guichet verify --receipt` and the verification page read. */
export function receiptFile(sessionId: SessionId, { heads }: Kept): string {
  return JSON.stringify(
    { format: 'guichet.receipt/1', sessionId, recordings: [], log: [], heads: heads.map(({ note }) => note) },
    undefined,
    1,
  );
}
