import { expect, it } from 'vitest';
import { AuditChainCheck, auditHash, type ChainedAuditRecord } from './audit-chain.ts';
import { FIRST_PREVIOUS_HASH } from './event-chain.ts';

const seed = Number(process.env['AUDIT_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
/** Numerical Recipes' linear congruential generator: enough to choose places with. */
function* numbers(from: number): Generator<number> {
  for (let state = from >>> 0; ; ) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    yield state / 2 ** 32;
  }
}

function chain(length: number): ChainedAuditRecord[] {
  const records: ChainedAuditRecord[] = [];
  for (let seq = 1; seq <= length; seq++) {
    const content = {
      seq,
      at: 1_700_000_000_000 + seq,
      staffId: seq % 3 === 0 ? null : `stf_${seq}`,
      action: 'recording.viewed',
      object: `rec_${seq}`,
      detail: { place: seq, note: 'x' },
      previousHash: records.at(-1)?.hash ?? FIRST_PREVIOUS_HASH,
    };
    records.push({ ...content, hash: auditHash(content) });
  }
  return records;
}

function check(records: readonly ChainedAuditRecord[]) {
  const all = new AuditChainCheck();
  for (const record of records) all.take(record);
  return all.report();
}

it('a log that nobody touched is whole, and an empty one too', () => {
  expect(check(chain(50))).toMatchObject({ ok: true, entries: 50, brokenAt: null });
  expect(check([])).toEqual({ ok: true, entries: 0, head: FIRST_PREVIOUS_HASH, brokenAt: null });
});

it('whatever is changed, left out, exchanged or put in is found where it is', () => {
  console.info(`tampered audit logs: seed ${seed}`);
  const draw = numbers(seed);
  const next = (below: number) => Math.floor((draw.next().value as number) * below);
  for (let round = 0; round < 1_000; round++) {
    const records = chain(20);
    const at = next(19);
    const record = records[at] as ChainedAuditRecord;
    const kind = next(5);
    if (kind === 0) records[at] = { ...record, [(['at', 'staffId', 'action', 'object'] as const)[next(4)] as string]: 'other' };
    if (kind === 1) records[at] = { ...record, detail: { ...record.detail, place: -1 } };
    if (kind === 2) records.splice(at, 1);
    if (kind === 3) records.splice(at, 2, ...records.slice(at, at + 2).toReversed());
    if (kind === 4) records.splice(at, 0, { ...record, hash: auditHash(record) });
    // An entry that is put in stands where another one should: the one after its own.
    expect({ round, kind, ...check(records) }).toMatchObject({ ok: false, brokenAt: kind === 4 ? at + 2 : at + 1 });
  }
});

it('one who hashes a changed entry anew breaks the link of the next', () => {
  const records = chain(5);
  const changed = { ...(records[2] as ChainedAuditRecord), action: 'other' };
  records[2] = { ...changed, hash: auditHash(changed) };
  expect(check(records)).toMatchObject({ ok: false, brokenAt: 4 });
});
