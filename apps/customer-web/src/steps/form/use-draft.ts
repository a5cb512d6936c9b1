import { useCallback, useEffect, useRef, useState } from 'react';
import { useServices } from '../../app/services.ts';

/** How long a keystroke waits for the next ones; the other side sees it within 300 ms. */
const GATHER_MS = 150;
/** What was acknowledged comes back with the next view of the session; if it doesn't by then, somebody else wrote over it. */
const SETTLE_MS = 1_000;

interface DraftOptions<Value> {
  /** Resolves to whether it stands. */
  readonly send: (value: Value) => Promise<boolean>;
  /** Whether this is what stands at the counter. */
  readonly stands: (value: Value) => boolean;
  /** Tells the form how to bring what is not sent yet; returns how to take that back. */
  readonly join: (flush: () => Promise<void>) => () => void;
}

/**
 * What one person writes into one field, from the first key until it stands at the counter and the field was left: as long as that, nobody
 * else's writing takes its place. One message at a time is on the way, so that the last one written is the last one to arrive.
 */
export function useDraft<Value>({ send, stands, join }: DraftOptions<Value>) {
  const { counter } = useServices();
  const [draft, setDraft] = useState<{ readonly value: Value; readonly acknowledged: boolean } | null>(null);
  const [inside, setInside] = useState(false);
  const latest = useRef<{ readonly value: Value } | null>(null);
  const unsent = useRef(false);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const sending = useRef<Promise<void>>(Promise.resolve());

  const flush = useCallback((): Promise<void> => {
    if (timer.current !== null) clearTimeout(timer.current);
    timer.current = null;
    sending.current = sending.current.then(async () => {
      const written = latest.current;
      if (!unsent.current || written === null) return;
      unsent.current = false;
      // Refused or not arrived: it stays in the field and goes again with the next key, on leaving, when the line is back and before handing in.
      if (!(await send(written.value))) unsent.current = true;
      else if (latest.current === written) setDraft({ ...written, acknowledged: true });
    });
    return sending.current;
  }, [send]);

  const write = useCallback(
    (value: Value, when: 'gathered' | 'now' | 'later' = 'gathered') => {
      latest.current = { value };
      unsent.current = true;
      setDraft({ value, acknowledged: false });
      if (when === 'now') void flush();
      else if (when === 'gathered') timer.current ??= setTimeout(() => void flush(), GATHER_MS);
    },
    [flush],
  );
  // What could not be brought while the line was away goes as soon as it is back.
  useEffect(() => counter.link.subscribe(() => void (counter.link.get().kind === 'live' && flush())), [counter, flush]);
  const enter = useCallback(() => setInside(true), []);
  const leave = useCallback(() => {
    setInside(false);
    void flush();
  }, [flush]);

  const arrived = draft !== null && stands(draft.value);
  const acknowledged = draft?.acknowledged === true;
  useEffect(() => {
    if (inside || !acknowledged) return;
    const settle = setTimeout(() => setDraft(null), arrived ? 0 : SETTLE_MS);
    return () => clearTimeout(settle);
  }, [inside, acknowledged, arrived]);
  useEffect(() => join(flush), [join, flush]);
  useEffect(() => () => void (timer.current !== null && clearTimeout(timer.current)), []);
  return { draft: draft?.value ?? null, isDrafted: draft !== null, inside, write, enter, leave };
}
