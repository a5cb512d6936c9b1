import { AppError, type ReviewDecision, type ReviewId, type StaffId, type StaffRole } from '@guichet/protocol';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { verifyAudit } from '../audit/audit-search.ts';
import { SeededBank } from '../testing/seeded-bank.ts';
import { recordingsOf, reviewFigures } from './figures.ts';
import { findingsBehind } from './finding-list.ts';

let house: SeededBank;
let agent: StaffId;
let first: StaffId;
let second: StaffId;
beforeAll(async () => {
  house = await SeededBank.create();
});
afterAll(() => house.close());
beforeEach(async () => {
  const team = `team ${Math.random()}`;
  agent = await house.member(['agent'], team);
  [first, second] = [await house.member(['reviewer'], 'review'), await house.member(['reviewer'], 'review')];
  await house.drawAll();
});

const dayOf = (at: number) => new Date(at).toISOString().slice(0, 10);
const period = () => ({ from: dayOf(house.now - 2 * 86_400_000), to: dayOf(house.now + 86_400_000) });
const as = (staffId: StaffId) => ({ staffId, language: 'zh-CN' as const });
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: unknown) => AppError.from(error).code,
  );

async function decide(staffId: StaffId, reviewId: string, decision: ReviewDecision) {
  const { inspection } = await house.reviews.read(as(staffId), { id: reviewId });
  const findings = inspection.findings
    .filter(({ result }) => result !== 'pass')
    .map(({ findingId }) => ({ findingId, decision: 'unclear' as const, reason: `因 ${staffId.slice(-4)} 看不清` }));
  return house.reviews.decide(as(staffId), reviewId as ReviewId, { decision, reason: '理由', findings });
}

describe('the queue', () => {
  const asked = {
    list: (id: StaffId) => house.reviews.list(as(id), { show: 'waiting', limit: 100, offset: 0 }),
  };

  it.each([
    ['somebody who served in it', async () => agent],
    [
      'somebody of the agent’s team',
      async () => {
        const { team } = await house.database.prisma.staff.findUniqueOrThrow({ where: { id: agent } });
        return house.member(['reviewer'], team);
      },
    ],
  ])('does not exist for %s: not in the list, not by its id, not to take, not to decide, not to assign', async (_who, whoever) => {
    const { reviewId, sale } = await house.drawn(agent);
    const staffId = await whoever();
    const roles: StaffRole[] = ['agent', 'reviewer', 'supervisor'];
    await house.database.prisma.staff.update({ where: { id: staffId }, data: { roles } });
    const id = reviewId as ReviewId;
    expect((await asked.list(staffId)).reviews.map((one) => one.reviewId)).not.toContain(reviewId);
    for (const refused of [
      () => house.reviews.read(as(staffId), { id }),
      () => house.reviews.read(as(staffId), { recordingId: sale.recordingId }),
      () => house.reviews.take(as(staffId), id),
      () => house.reviews.release(as(staffId), id),
      () => house.reviews.decide(as(staffId), id, { decision: 'pass', reason: 'x', findings: [] }),
      () => house.reviews.assign(as(staffId), id, 1, first),
      () => house.reviews.assignees(as(staffId), id),
      () => house.rectifications.request(as(staffId), id, { rules: ['own-log'], dueInDays: 3 }),
    ])
      expect(await codeOf(refused())).toBe('not_found');
    // Nor can somebody else seat them.
    const supervisor = await house.member(['supervisor'], 'other');
    expect(await codeOf(house.reviews.assign(as(supervisor), id, 1, staffId))).toBe('forbidden');
    expect((await house.reviews.assignees(as(supervisor), id)).map((one) => one.staffId)).not.toContain(staffId);
  });

  it('is there for others, by deadline, and a seat is taken by one of them', async () => {
    const { reviewId } = await house.drawn(agent);
    const id = reviewId as ReviewId;
    expect((await asked.list(first)).reviews.map((one) => one.reviewId)).toContain(reviewId);
    const results = await Promise.all([codeOf(house.reviews.take(as(first), id)), codeOf(house.reviews.take(as(second), id))]);
    expect(results.toSorted()).toEqual(['done', 'wrong_state']);
    expect(
      (await house.reviews.list(as(first), { show: 'mine', limit: 9, offset: 0 })).total +
        (await house.reviews.list(as(second), { show: 'mine', limit: 9, offset: 0 })).total,
    ).toBe(1);
  });

  it('a seat is given back, or given to somebody else', async () => {
    const { reviewId } = await house.drawn(agent);
    const id = reviewId as ReviewId;
    await house.reviews.take(as(first), id);
    await house.reviews.release(as(first), id);
    expect((await house.reviews.read(as(first), { id })).mayTake).toBe(true);
    const supervisor = await house.member(['supervisor'], 'other');
    await house.reviews.assign(as(supervisor), id, 1, second);
    expect((await house.reviews.read(as(second), { id })).mayDecide).toBe(true);
  });
});

describe('a decision', () => {
  it('says something of every rule that did not pass, with reasons, and passes nothing of which a failure was confirmed', async () => {
    const { reviewId, sale } = await house.drawn(agent);
    const id = reviewId as ReviewId;
    await house.reviews.take(as(first), id);
    const decideAs = (
      decision: ReviewDecision,
      findings: { findingId: never; decision: 'confirmed' | 'overruled'; reason: string | null }[],
    ) => codeOf(house.reviews.decide(as(first), id, { decision, reason: 'r', findings }));
    expect(await decideAs('pass', [])).toBe('bad_request');
    const rows = await house.database.prisma.finding.findMany({ where: { recordingId: sale.recordingId, result: { not: 'pass' } } });
    expect(
      await decideAs(
        'pass',
        rows.map((row) => ({ findingId: row.id as never, decision: 'overruled', reason: null })),
      ),
    ).toBe('bad_request');
    await house.tamper('Finding', () =>
      house.database.prisma.finding.update({ where: { id: rows[0]?.id ?? '' }, data: { result: 'fail' } }),
    );
    expect(
      await decideAs(
        'pass',
        rows.map((row) => ({ findingId: row.id as never, decision: 'confirmed', reason: null })),
      ),
    ).toBe('bad_request');
    expect(
      await decideAs(
        'reject',
        rows.map((row) => ({ findingId: row.id as never, decision: 'confirmed', reason: null })),
      ),
    ).toBe('done');
    expect(await codeOf(decide(first, reviewId, 'pass'))).toBe('wrong_state');
  });

  it('of a second person is blind: nothing that they are told tells the first one’s, until both are in', async () => {
    await house.drawAll(true);
    const { reviewId, sale } = await house.drawn(agent);
    const id = reviewId as ReviewId;
    await house.reviews.take(as(first), id);
    const before = await house.reviews.take(as(second), id);
    await decide(first, reviewId, 'reject');
    const seen = await house.reviews.read(as(second), { id });
    expect(seen.decisions).toEqual([]);
    expect(seen.review.decision).toBeNull();
    // But for the fact that somebody has decided, all is as it was.
    const withoutTimes = (value: unknown) => JSON.stringify(value, (key, inner: unknown) => (key === 'decidedAt' ? null : inner));
    expect(withoutTimes(seen)).toBe(withoutTimes(before));
    const log = JSON.stringify(await house.core.log.read(sale.sessionId));
    const audit = JSON.stringify(
      await house.database.prisma.auditEvent.findMany({ where: { object: reviewId } }),
      (_key, value: unknown) => (typeof value === 'bigint' ? `${value}` : value),
    );
    for (const told of [JSON.stringify(seen), log, audit]) expect(told).not.toContain('reject');
    const figures = await reviewFigures(house.core, period(), [], 'en');
    expect(figures.decisions.reject).toBe(await house.database.prisma.review.count({ where: { status: 'done', decision: 'reject' } }));
    const after = await decide(second, reviewId, 'reject');
    expect(after.decisions.map(({ decision }) => decision)).toEqual(['reject', 'reject']);
    expect((await house.core.log.read(sale.sessionId)).at(-1)).toMatchObject({ type: 'review.completed', payload: { decision: 'reject' } });
  });

  it('of two who differ is made by a third one, who sees both', async () => {
    await house.drawAll(true);
    const { reviewId } = await house.drawn(agent);
    const id = reviewId as ReviewId;
    for (const who of [first, second]) await house.reviews.take(as(who), id);
    await decide(first, reviewId, 'pass_with_remark');
    expect((await decide(second, reviewId, 'rectify')).review.status).toBe('differing');
    expect(await codeOf(house.reviews.take(as(first), id))).toBe('wrong_state');
    const third = await house.member(['reviewer'], 'review');
    expect((await house.reviews.take(as(third), id)).decisions.map(({ decision }) => decision)).toEqual(['pass_with_remark', 'rectify']);
    expect((await decide(third, reviewId, 'rectify')).review).toMatchObject({ status: 'done', decision: 'rectify' });
    const { agreement } = await reviewFigures(house.core, period(), [], 'en');
    expect(agreement.pairs).toBeGreaterThan(0);
  });
});

describe('figures', () => {
  it('are of one service or one agent alone when they are asked for', async () => {
    const other = await house.member(['agent'], 'elsewhere');
    await house.drawn(agent);
    const { sale } = await house.drawn(other);
    const all = await reviewFigures(house.core, period(), [], 'en');
    const ofOther = await reviewFigures(house.core, { ...period(), agentId: other }, [], 'en');
    expect(all.recordings).toBeGreaterThan(1);
    expect(ofOther).toMatchObject({ recordings: 1, inspected: 1, agents: [{ staffId: other }] });
    expect(ofOther.choices).toEqual(all.choices);
    expect(all.choices.agents.map(({ staffId }) => staffId)).toEqual(expect.arrayContaining([agent, other]));
    expect(all.choices.services.map(({ serviceTypeId }) => serviceTypeId)).toEqual([house.bank.loans]);
    expect(await reviewFigures(house.core, { ...period(), serviceTypeId: house.bank.questions }, [], 'en')).toMatchObject({
      recordings: 0,
    });
    const behind = (hidden: readonly string[]) =>
      house.database.read((prisma) =>
        findingsBehind(prisma, { ...period(), agentId: other, result: 'not_evaluated', limit: 50 }, hidden, 'en'),
      );
    expect(new Set((await behind([])).map(({ recordingId }) => recordingId))).toEqual(new Set([sale.recordingId]));
    // Whoever served, or is of the same team, is told nothing of it.
    expect(await behind([other])).toEqual([]);
    const without = await reviewFigures(house.core, period(), [other], 'en');
    expect(without).toMatchObject({ recordings: all.recordings - 1, leftOut: 1 });
    expect(without.agents.map(({ staffId }) => staffId)).not.toContain(other);
    const { rows } = await house.database.read((prisma) => recordingsOf(prisma, period(), [other]));
    expect(rows.map(({ recordingId }) => recordingId)).not.toContain(sale.recordingId);
  });
});

describe('what is to be put right', () => {
  it('is recorded anew in a session of its own, by a link that the bank’s system asks for; both are kept', async () => {
    const { reviewId, sale } = await house.drawn(agent);
    const id = reviewId as ReviewId;
    await house.reviews.take(as(first), id);
    await decide(first, reviewId, 'rectify');
    const asked = { rules: ['own-signatures'], dueInDays: 7 };
    expect(await codeOf(house.rectifications.request(as(second), id, asked))).toBe('wrong_state');
    const { rectification } = await house.rectifications.request(as(first), id, asked);
    expect(await codeOf(house.rectifications.request(as(first), id, asked))).toBe('wrong_state');
    const rectificationId = rectification?.rectificationId ?? expect.unreachable();
    const { apiClientId } = await house.database.prisma.session.findUniqueOrThrow({ where: { id: sale.sessionId } });
    expect(await codeOf(house.rectifications.open('api_other' as never, rectificationId))).toBe('not_found');
    const opened = await house.rectifications.open(apiClientId as never, rectificationId);
    const again = await house.rectifications.open(apiClientId as never, rectificationId);
    expect(again.sessionId).toBe(opened.sessionId);
    expect(again.secret).not.toBe(opened.secret);
    expect(await house.database.prisma.entryLink.count({ where: { sessionId: opened.sessionId } })).toBe(1);
    const followUp = await house.database.prisma.session.findUniqueOrThrow({ where: { id: opened.sessionId } });
    expect(followUp).toMatchObject({ followsSessionId: sale.sessionId, status: 'opened' });
    const names = await house.core.vault.revealAll(house.database.prisma, opened.sessionId, ['customer.name']);
    expect([...names.values()][0]?.value).toBe('王小明');
    for (const sessionId of [sale.sessionId, opened.sessionId]) expect((await house.core.log.verify(sessionId)).ok).toBe(true);
    // Its recording is looked at whatever sampling says, and puts the first one right when it passes.
    await house.database.prisma.samplingRule.deleteMany();
    const next = await house.sale(agent);
    await house.database.prisma.session.update({ where: { id: next.sessionId }, data: { followsSessionId: sale.sessionId } });
    await house.database.prisma.rectification.update({ where: { id: rectificationId }, data: { followUpSessionId: next.sessionId } });
    await house.inspector.inspect(next.recordingId);
    const { id: nextReview } = await house.database.prisma.review.findUniqueOrThrow({ where: { recordingId: next.recordingId } });
    await house.reviews.take(as(second), nextReview as ReviewId);
    await decide(second, nextReview, 'pass_with_remark');
    expect((await house.database.prisma.rectification.findUniqueOrThrow({ where: { id: rectificationId } })).status).toBe('done');
    expect((await house.core.log.read(sale.sessionId)).at(-1)?.type).toBe('rectification.completed');
  });
});

it('every step is in the audit log, which is whole, and says where it is not', async () => {
  const report = await verifyAudit(house.database);
  expect(report).toMatchObject({ ok: true, unchained: 0, brokenAt: null });
  expect(report.entries).toBeGreaterThan(10);
  const victim = await house.database.prisma.auditEvent.findFirstOrThrow({ where: { action: 'review.decided' }, orderBy: { id: 'asc' } });
  await expect(house.database.prisma.auditEvent.deleteMany({ where: { id: victim.id } })).rejects.toThrow(/never changed/);
  await house.tamper('AuditEvent', () => house.database.prisma.auditEvent.update({ where: { id: victim.id }, data: { staffId: agent } }));
  expect(await verifyAudit(house.database)).toMatchObject({ ok: false, brokenAt: victim.seq });
  await house.tamper('AuditEvent', () =>
    house.database.prisma.auditEvent.update({ where: { id: victim.id }, data: { staffId: victim.staffId } }),
  );
  expect((await verifyAudit(house.database)).ok).toBe(true);
});

it('sixteen at once leave a chain without a hole', async () => {
  await Promise.all(
    Array.from({ length: 16 }, (_, at) =>
      house.audit.recordAlone({ action: 'review.viewed', staffId: null, object: `r${at}`, detail: {} }),
    ),
  );
  expect((await verifyAudit(house.database)).ok).toBe(true);
});
