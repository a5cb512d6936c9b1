import { RecordingFacts } from '@guichet/rules';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StaffId } from '@guichet/protocol';
import { SeededBank } from '../testing/seeded-bank.ts';

let house: SeededBank;
let agent: StaffId;
beforeAll(async () => {
  house = await SeededBank.create();
  agent = await house.member(['agent']);
});
afterAll(() => house.close());

const findingsOf = async (recordingId: string) =>
  new Map((await house.database.prisma.finding.findMany({ where: { recordingId } })).map(({ ruleId, result }) => [ruleId, result]));

describe('an inspection', () => {
  it('gathers what the log says of a sale, and says of each rule what it found', async () => {
    const sale = await house.sale(agent);
    await house.inspector.inspect(sale.recordingId);
    const row = await house.database.prisma.inspection.findFirstOrThrow({ where: { recordingId: sale.recordingId } });
    const facts = RecordingFacts.parse(row.facts);
    expect(facts).toMatchObject({
      channel: 'remote',
      product: 'wealth_product',
      sale: true,
      customer: { ageFrom: 18, ageBelow: 60 },
      log: { verifies: true },
      flow: { key: 'wealth-sale', unchanged: true, published: true },
      retention: { policy: 'own-five-years', from: 'recorded', months: 60 },
    });
    expect(facts.consents?.[0]).toMatchObject({ kind: 'recording', decision: 'accepted' });
    expect(facts.segments?.map(({ segment }) => segment)).toEqual(
      expect.arrayContaining(['identity', 'pitch', 'disclosure', 'confirmation', 'signing']),
    );
    expect(facts.lines?.length).toBeGreaterThan(5);
    expect(facts.documents).toHaveLength(1);
    expect(facts.tracks?.map(({ role }) => role).toSorted()).toEqual(['agent', 'agent', 'customer', 'customer']);
    const found = await findingsOf(sale.recordingId);
    for (const rule of [
      'own-log',
      'own-consent',
      'own-script',
      'own-order',
      'own-identity',
      'CN-B6-parts',
      'CN-B6-lines',
      'CN-B6-confirmed',
    ])
      expect({ rule, result: found.get(rule) }).toEqual({ rule, result: 'pass' });
    expect(found.get('own-retention')).toBe('pass');
    // The story seals a document that nobody made: its seal cannot be verified, and so does not pass.
    expect(found.get('own-signatures')).toBe('not_evaluated');
    expect([...found.keys()].filter((rule) => /^CN-B[1-5]/.test(rule))).toEqual([]);
  });

  it('carries no personal value', async () => {
    const rows = await house.database.prisma.inspection.findMany();
    for (const { facts } of rows) expect(JSON.stringify(facts)).not.toMatch(/王小明|13800138000|6600123456|1990/);
  });

  it('is made once, however many ask for it at once, and says so in a log that stays whole', async () => {
    const sale = await house.sale(agent);
    await Promise.all(Array.from({ length: 6 }, () => house.inspector.inspect(sale.recordingId)));
    await house.inspector.inspect(sale.recordingId);
    const { recordingId, sessionId } = sale;
    expect(await house.database.prisma.inspection.count({ where: { recordingId } })).toBe(1);
    const types = (await house.core.log.read(sessionId)).map(({ type }) => type);
    expect(types.filter((type) => type === 'inspection.completed' || type === 'review.sampled')).toEqual([
      'inspection.completed',
      'review.sampled',
    ]);
    expect((await house.core.log.verify(sessionId)).ok).toBe(true);
  });

  it('of a log that somebody changed fails the rule on it', async () => {
    const { recordingId, sessionId } = await house.sale(agent);
    const victim = await house.database.prisma.sessionEvent.findFirstOrThrow({ where: { sessionId, type: 'consent.decided' } });
    await house.tamper('SessionEvent', () =>
      house.database.prisma.sessionEvent.update({
        where: { sessionId_seq: { sessionId, seq: victim.seq } },
        data: { payload: { ...(victim.payload as object), decision: 'refused' } },
      }),
    );
    await house.inspector.inspect(recordingId);
    const found = await findingsOf(recordingId);
    expect(found.get('own-log')).toBe('fail');
    expect(found.get('own-consent')).toBe('fail');
  });

  it('waits until the recording is ready, and finds those that were ready before', async () => {
    const { recordingId } = await house.sale(agent);
    await house.database.prisma.recording.update({ where: { id: recordingId }, data: { status: 'muxing' } });
    await house.inspector.inspect(recordingId);
    expect(await house.database.prisma.inspection.count({ where: { recordingId } })).toBe(0);
    await house.database.prisma.recording.update({ where: { id: recordingId }, data: { status: 'ready' } });
    expect(await house.inspector.uninspected(10)).toContain(recordingId);
    await house.inspector.inspect(recordingId);
    expect(await house.inspector.uninspected(10)).not.toContain(recordingId);
  });
});
