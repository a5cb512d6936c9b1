import type { Certificate } from 'pkijs';
import { isTrusted } from '../cms/chain.ts';
import { sameBytes } from '../merkle/hashes.ts';
import { stampedList, Name } from '../sealing/package-layout.ts';
import { imprintOf, verifyTimeStamp } from '../timestamp/time-stamp.ts';
import { nameOf } from './check-signature.ts';
import { CheckId, type CheckResult, type Finding, notEvaluated, Outcome } from './report.ts';

interface Stamped {
  readonly signedList: Uint8Array;
  readonly signature: Uint8Array;
  /** When the institution says it sealed; a stamp can't be older. */
  readonly sealedAtMs: number;
}

/** Clocks of two houses may differ by so much before one of them is wrong. */
export const CLOCK_TOLERANCE_MS = 5 * 60_000;

/**
 * Every time-stamp of the package. One by an authority that the reader doesn't trust says nothing, neither for nor against; one that doesn't hold fails.
 * `earliestMs` is the earliest time that a trusted authority saw the seal; null without one.
 */
export async function checkTimeStamps(
  count: number,
  read: (name: string) => Promise<Uint8Array | null>,
  { signedList, signature, sealedAtMs }: Stamped,
  trusted: readonly Certificate[],
): Promise<{ result: CheckResult; earliestMs: number | null }> {
  if (count === 0) return { result: notEvaluated(CheckId.timeStamps, 'none'), earliestMs: null };
  const findings: Finding[] = [];
  const facts: CheckResult['facts'] = { tokens: count };
  let earliestMs: number | null = null;
  for (let number = 1; number <= count; number++) {
    const path = Name.timeStamp(number);
    const list = await read(Name.stampedList(number));
    const expected = stampedList(number, signedList, signature);
    if (list === null || !sameBytes(list, expected)) findings.push({ fault: 'list', path: Name.stampedList(number) });
    const report = await verifyTimeStamp((await read(path)) ?? new Uint8Array(), imprintOf(expected));
    if (!report.ok) {
      findings.push({ fault: report.fault, path });
      continue;
    }
    const { atMs, authority, certificates } = report.stamp;
    facts[`authority${number}`] = nameOf(authority);
    facts[`atMs${number}`] = atMs;
    if (atMs < sealedAtMs - CLOCK_TOLERANCE_MS) findings.push({ fault: 'before_seal', path });
    const isKnown = await isTrusted(authority, certificates, trusted, atMs);
    facts[`trusted${number}`] = isKnown ? 'yes' : 'no';
    if (isKnown) earliestMs = Math.min(earliestMs ?? atMs, atMs);
  }
  if (findings.length > 0) return { result: { id: CheckId.timeStamps, outcome: Outcome.fail, facts, findings }, earliestMs };
  const outcome = earliestMs === null ? Outcome.notEvaluated : Outcome.pass;
  return {
    result: { id: CheckId.timeStamps, outcome, facts: earliestMs === null ? { ...facts, reason: 'nobody_trusted' } : facts, findings },
    earliestMs,
  };
}
