import { type VerificationReport, verifyPackage } from '@guichet/evidence/verification';
import { useEffect, useState } from 'react';
import type { Belief } from './sort-files.ts';

export type Verification =
  | { readonly state: 'none' }
  | { readonly state: 'checking'; readonly percent: number }
  | { readonly state: 'done'; readonly report: VerificationReport; readonly tookMs: number }
  | { readonly state: 'unreadable' };

const NONE: Verification = { state: 'none' };

/** Verifies the file, and does so again when the reader trusts somebody else. */
export function useVerification(file: File | null, belief: Belief): Verification {
  const [shown, setShown] = useState<{ readonly file: File | null; readonly verification: Verification }>({
    file: null,
    verification: NONE,
  });
  useEffect(() => {
    if (file === null) return undefined;
    let isCurrent = true;
    const show = (next: Verification): void => {
      if (isCurrent) setShown({ file, verification: next });
    };
    show({ state: 'checking', percent: 0 });
    const startedAtMs = performance.now();
    const source = {
      sizeBytes: file.size,
      read: async (from: number, to: number) => {
        if (!isCurrent) throw new Error('Nobody waits for it any more');
        return new Uint8Array(await file.slice(from, to).arrayBuffer());
      },
    };
    const onProgress = (done: number, total: number): void =>
      show({ state: 'checking', percent: total === 0 ? 100 : Math.floor((100 * done) / total) });
    verifyPackage(source, { trust: belief, receipt: belief.receipt, nowMs: Date.now(), onProgress }).then(
      (report) => show({ state: 'done', report, tookMs: performance.now() - startedAtMs }),
      () => show({ state: 'unreadable' }),
    );
    return () => {
      isCurrent = false;
    };
  }, [file, belief]);
  // Never what was found of another file, not for a moment.
  if (shown.file === file) return shown.verification;
  return file === null ? NONE : { state: 'checking', percent: 0 };
}
