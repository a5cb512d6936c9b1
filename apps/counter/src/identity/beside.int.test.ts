import { createSecretKey, randomBytes } from 'node:crypto';
import type { DocumentReading } from '@guichet/identity/pool';
import { newId, type SessionId, type StaffId } from '@guichet/protocol';
import { FlowDefinition } from '@guichet/workflow';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AuditTrail } from '../audit/audit-trail.ts';
import type { HttpContext } from '../http/http-handlers.ts';
import { eraseRows } from '../retention/erase-session.ts';
import { bindFlow, callFlow } from '../testing/test-flows.ts';
import { TestPlane } from '../testing/test-plane.ts';
import { BlockList } from './block-list.ts';
import { blockListHandlers } from './block-list-handlers.ts';
import { DocumentHashes } from './document-hashes.ts';
import { heldBeside } from './held-beside.ts';
import { readingHint } from './hints.ts';
import { IdentityChecks } from './identity-checks.ts';
import { registerIdentityServices } from './identity-services.ts';
import { SentStills } from './sent-stills.ts';
import { ShownDocuments } from './shown-documents.ts';

/** How long the sweep leaves an effect to its job, and a little more. */
const JOB_PATIENCE_MS = 6_000;
const CARD = '11010519491231002X';
const OTHER_CARD = '110105194912310038';
const ANY = { most: null, withinDays: 30 } as const;
const DAY_MS = 86_400_000;

let counter: TestPlane;
let identity: IdentityChecks;
let shown: ShownDocuments;
let hashes: DocumentHashes;
let list: ReturnType<typeof blockListHandlers>;
let agent: StaffId;
let admin: StaffId;

beforeAll(async () => {
  counter = await TestPlane.create();
  const { core, media, plane, database } = counter;
  hashes = new DocumentHashes(createSecretKey(randomBytes(32)));
  identity = new IdentityChecks(core, createSecretKey(randomBytes(32)));
  shown = new ShownDocuments(core, hashes);
  const sentStills = new SentStills(core, identity);
  registerIdentityServices(plane.flowServices, core, { identity, shown, sentStills, media, engines: null, speech: null });
  const audit = new AuditTrail({ database, clock: core.clock });
  list = blockListHandlers(new BlockList({ database, audit, hashes, clock: core.clock }));
  const flow = callFlow('beside', [
    { id: 'card', type: 'identity-document', config: { needs: [], fields: ['name', 'idNumber'], duplicateSessions: 2 }, port: 'confirmed' },
  ]);
  await bindFlow(
    database,
    counter.bank.loans,
    FlowDefinition.parse({ ...flow, edges: [...flow.edges, { from: { node: 'card', port: 'rejected' }, to: 'no' }] }),
  );
  admin = await counter.member(['admin']);
});
afterAll(() => counter.close());
beforeEach(async () => {
  await counter.database.prisma.staff.updateMany({ data: { status: 'offline' } });
  await counter.database.prisma.shownDocument.deleteMany();
  await counter.database.prisma.blockedDocument.deleteMany();
  agent = await counter.agent();
});

const asAdmin = () => ({ staff: { staffId: admin, roles: ['admin'], language: 'en' }, roles: ['admin'] }) as unknown as HttpContext;
const take = (file: string, mode: 'add' | 'remove' | 'replace' = 'add') =>
  list['blockList.import']({ params: undefined, query: undefined, body: { file, mode } }, asAdmin());
const look = (sessionId: SessionId, idNumber: string, name: string | null, more: object = {}) =>
  counter.database.transaction((tx) =>
    shown.lookUp(tx, { sessionId, documentType: 'cn_resident_id', idNumber, name, isWritten: true }, { ...ANY, ...more }),
  );
const outcomes = (checks: readonly { result: string; detail: string | null }[]) =>
  checks.map(({ result, detail }) => (detail === null ? result : `${result} ${detail}`));
const session = (told: object = {}): Promise<SessionId> => counter.entered({ name: '王明', ...told });

async function step(sessionId: SessionId) {
  const { workbench } = await counter.staff(agent, 'desk.get', {});
  const current = workbench?.sessionId === sessionId ? workbench.flow?.current[0] : undefined;
  if (current === undefined) throw new Error('No step is open');
  return current;
}
async function act(sessionId: SessionId, action: string, input: object): Promise<void> {
  const { nodeRunId } = await step(sessionId);
  await counter.staff(agent, 'step.act', { sessionId, nodeRunId, action, input: input as never });
  // Nobody runs jobs here: the sweep takes over what none has come for.
  await counter.pass(JOB_PATIENCE_MS, { sessions: [sessionId], staff: [agent] });
  // What was looked up may have let the step be left, which asks for the result to be kept.
  if (action === 'confirm') await counter.pass(JOB_PATIENCE_MS, { sessions: [sessionId], staff: [agent] });
}
async function shownToAgent(): Promise<SessionId> {
  const id = await counter.inCall(agent);
  for (const side of ['portrait', 'emblem']) await act(id, 'capture', { side });
  return id;
}
const written = (idNumber = CARD, name = '王明') => ({ fields: { name, idNumber }, checks: [] });

describe('a document that was shown in other sessions', () => {
  it('is known by keyed hashes: neither its number nor its name stands in a row', async () => {
    const id = await session();
    await look(id, CARD, '王明');
    const rows = await counter.database.prisma.shownDocument.findMany({ where: { sessionId: id } });
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toMatch(/11010519491231002X|王明/i);
    expect(hashes.ofDocument('cn_resident_id', ' 11010519491231002x')).toBe(rows[0]?.documentHash);
    expect(hashes.ofDocument('passport', CARD)).not.toBe(rows[0]?.documentHash);
    expect(new DocumentHashes(createSecretKey(randomBytes(32))).ofDocument('cn_resident_id', CARD)).not.toBe(rows[0]?.documentHash);
  });

  it('is new the first time, known the second, and speaks up under another name', async () => {
    expect(outcomes(await look(await session(), CARD, '王明'))).toEqual(['pass new', 'pass']);
    expect(outcomes(await look(await session(), CARD, ' 王明 '))).toEqual(['pass shown_before', 'pass']);
    expect(outcomes(await look(await session(), CARD, '王朋'))).toEqual(['fail other_name', 'pass']);
    expect(outcomes(await look(await session(), OTHER_CARD, '李华'))).toEqual(['pass new', 'pass']);
  });

  it('is not held against itself, nor against names that only an engine read', async () => {
    const id = await session();
    await look(id, CARD, '王明');
    expect(outcomes(await look(id, CARD, '王朋'))[0]).toBe('pass new');
    await counter.database.prisma.shownDocument.deleteMany();
    await counter.database.transaction((tx) =>
      shown.note(tx, { sessionId: id, documentType: 'cn_resident_id', idNumber: CARD, name: '玉明', isWritten: false }),
    );
    expect(outcomes(await look(await session(), CARD, '王明'))[0]).toBe('pass shown_before');
  });

  it('speaks up where the bank had named another customer', async () => {
    await look(await session({ customerNumber: 'C-1' }), CARD, '王明');
    expect(outcomes(await look(await session({ customerNumber: 'C-1' }), CARD, '王明'))[0]).toBe('pass shown_before');
    expect(outcomes(await look(await session({ customerNumber: 'C-2' }), CARD, '王明'))[0]).toBe('fail held_by_another');
  });

  it('is shown too often with more than so many sessions in the days that count', async () => {
    const before = [await session(), await session()];
    for (const id of before) await look(id, CARD, '王明');
    expect(outcomes(await look(await session(), CARD, '王明', { most: 3 }))[0]).toBe('pass shown_before');
    expect(outcomes(await look(await session(), CARD, '王明', { most: 3 }))[0]).toBe('fail too_often');
    await counter.database.prisma.shownDocument.updateMany({
      where: { sessionId: { in: before } },
      data: { shownAt: new Date(counter.core.clock() - 31 * DAY_MS) },
    });
    expect(outcomes(await look(await session(), CARD, '王明', { most: 3 }))[0]).toBe('pass shown_before');
  });

  it('is forgotten with the session that it was shown in, and so is what was read of it', async () => {
    const id = await session();
    await look(id, CARD, '王明');
    const reading = { documentType: 'cn_resident_id', reading: side('cn-id', { residentNumber: CARD }) };
    const stillId = await keepSide(id, 'run', 'portrait', reading.reading);
    const over = new Date(0);
    // Its time is over: before that the database itself erases nothing.
    await counter.database.prisma.sessionRetention.create({
      data: { sessionId: id, policies: [], recordedAt: over, until: over, waitsFor: [], disputes: [], settledAt: over },
    });
    await counter.database.transaction((tx) => eraseRows(tx, id, [], new Date()));
    expect(await counter.database.prisma.shownDocument.count({ where: { sessionId: id } })).toBe(0);
    expect(await identity.readingOn(stillId)).toBeNull();
    expect(outcomes(await look(await session(), CARD, '王朋'))[0]).toBe('pass new');
  });
});

function side(type: string, values: Readonly<Record<string, string>>, outcome: DocumentReading['outcome'] = 'accepted'): DocumentReading {
  const fields = Object.entries(values).map(([name, value]) => ({ name, value, confidence: 1, box: null, engine: 'test', version: '1' }));
  return { type, outcome, advice: [], fields, checks: [] };
}
const keepSide = (sessionId: SessionId, nodeRunId: string, what: string, reading: DocumentReading, documentType = 'cn_resident_id') =>
  identity.keepStill({
    ...{ sessionId, nodeRunId, what, reading: { documentType, reading } },
    idempotencyKey: newId('stl'),
    check: 'identity_document',
    jpeg: Buffer.from('picture'),
    takenAtMs: counter.core.clock(),
  });
async function hold(sessionId: SessionId, what: string, reading: DocumentReading, nodeRunId = 'step-1') {
  await keepSide(sessionId, nodeRunId, what, reading);
  const { core } = counter;
  return heldBeside({ core, identity, shown }, { sessionId, nodeRunId, documentType: 'cn_resident_id', what, reading, duplicates: ANY });
}
const front = side('cn-id', { name: '王明', residentNumber: CARD, birthDate: '1949-12-31', address: '北京市朝阳区建国路1号' });
const back = (validFrom: string) => side('cn-id-back', { issuer: '北京市公安局朝阳分局', validFrom });
const check = ({ checks }: DocumentReading, name: string) => checks.find((each) => each.name === name);

describe('both sides of a document in one step', () => {
  it('are held against one another when the second is read, in whatever order', async () => {
    const one = await session();
    expect(check(await hold(one, 'portrait', front), 'sides_agree')).toMatchObject({ result: 'not_evaluated', detail: 'one_side' });
    expect(check(await hold(one, 'emblem', back('2020-01-01')), 'sides_agree')).toMatchObject({ result: 'pass' });
    const other = await session();
    await hold(other, 'emblem', back('1949-12-30'));
    const read = await hold(other, 'portrait', front);
    expect(check(read, 'sides_agree')).toMatchObject({ result: 'fail', detail: 'issued_before_birth' });
    expect(read.outcome).toBe('needs_person');
    expect(readingHint(read, null)).toMatchObject({ decision: 'not_evaluated', reason: 'sides_agree' });
  });

  it('are not taken from another step, another session, another kind of document or a picture that was of no use', async () => {
    const id = await session();
    await keepSide(id, 'step-0', 'emblem', back('2020-01-01'));
    await keepSide(await session(), 'step-1', 'emblem', back('2020-01-01'));
    await keepSide(id, 'step-1', 'back', back('2020-01-01'), 'taiwan_permit');
    expect(check(await hold(id, 'portrait', front), 'sides_agree')).toMatchObject({ result: 'not_evaluated' });
    await keepSide(id, 'step-1', 'emblem', { ...back('2020-01-01'), outcome: 'refused' });
    expect(check(await hold(id, 'portrait', front), 'sides_agree')).toMatchObject({ result: 'not_evaluated' });
  });
});

it('a reading that was kept before the counter was ended is answered when it is back, unless a page had announced a picture of its own', async () => {
  const id = await session();
  const service = counter.plane.flowServices.of('identity.check');
  if (service.where !== 'outside') throw new Error('Nobody serves the checks');
  const answered = async (key: string, more: object) => {
    const reading = { documentType: 'cn_resident_id', reading: front };
    const kept = {
      sessionId: id,
      nodeRunId: key,
      idempotencyKey: key,
      check: 'identity_document',
      what: 'portrait',
      takenAtMs: 1,
      reading,
    };
    await identity.keepStill({ ...kept, jpeg: Buffer.from('picture') });
    const payload = { check: 'identity_document', what: 'portrait', documentType: 'cn_resident_id', engine: true, challenges: [], ...more };
    const request = { sessionId: id, flowRunId: 'run' as never, nodeRunId: key, idempotencyKey: key, payload };
    return service.run(request, AbortSignal.timeout(5_000));
  };
  const answer = await answered(newId('stl'), { duplicates: ANY });
  expect(answer).toMatchObject({ ok: true, hint: { decision: 'pass', engine: 'test' } });
  expect((answer as unknown as { hint: { fields: { name: string; value: string }[] } }).hint.fields).toContainEqual(
    expect.objectContaining({ name: 'check.duplicate', value: 'pass: new' }),
  );
  expect(await answered(newId('stl'), { duplicates: ANY, still: 'a'.repeat(64) })).toMatchObject({ ok: true, hint: null });
});

describe('the bank’s block list', () => {
  it('refuses a document that an engine reads, with the bank’s reason', async () => {
    await take(`cn_resident_id,${CARD},stolen`);
    const read = await hold(await session(), 'portrait', front);
    expect(check(read, 'block_list')).toMatchObject({ result: 'fail', detail: 'stolen' });
    expect(readingHint(read, null)).toMatchObject({ decision: 'fail', reason: 'block_list' });
    expect(check(await hold(await session(), 'portrait', side('cn-id', { residentNumber: OTHER_CARD })), 'block_list')?.result).toBe(
      'pass',
    );
  });

  it('is taken from a file, without a number in any row or audit entry, and says who changed it', async () => {
    const { isApplied, added, list: kept } = await take(`kind,number,reason\ncn_resident_id,${CARD},lost\npassport,E12345678,fraud`);
    expect({ isApplied, added }).toEqual({ isApplied: true, added: 2 });
    expect(kept).toMatchObject({
      total: 2,
      byReason: [
        { reason: 'lost', count: 1 },
        { reason: 'fraud', count: 1 },
      ],
      changedBy: expect.any(String),
    });
    const event = await counter.database.prisma.auditEvent.findFirstOrThrow({
      where: { action: 'block_list.changed' },
      orderBy: { seq: 'desc' },
    });
    expect(event).toMatchObject({ staffId: admin, detail: { mode: 'add', lines: 2, added: 2, removed: 0, total: 2 } });
    const rows = await counter.database.prisma.blockedDocument.findMany();
    expect(JSON.stringify([rows, event.detail])).not.toMatch(/11010519491231002X|E12345678/i);
  });

  it('is not changed by a file with a bad line, which is named by its number alone', async () => {
    await take(`passport,E12345678,lost`);
    const refused = await take(`cn_resident_id,${CARD},lost\ncn_resident_id,110105194912310021,lost\nlibrary_card,1,lost`, 'replace');
    expect(refused).toMatchObject({
      isApplied: false,
      problems: [
        { line: 2, problem: 'bad_number' },
        { line: 3, problem: 'unknown_type' },
      ],
      problemCount: 2,
      list: { total: 1 },
    });
    expect(JSON.stringify(refused)).not.toContain('110105194912310021');
  });

  it('gains, loses and is replaced by files, and a file twice is a file once', async () => {
    const file = `cn_resident_id,${CARD},lost\npassport,E12345678,lost`;
    await take(file);
    expect(await take(file)).toMatchObject({ added: 0, removed: 0, list: { total: 2 } });
    expect(await take('passport,E12345678,fraud')).toMatchObject({
      added: 0,
      list: { byReason: [{ reason: 'lost' }, { reason: 'fraud' }] },
    });
    expect(await take('passport,E12345678', 'remove')).toMatchObject({ removed: 1, list: { total: 1 } });
    expect(await take(`passport,E99999999,lost\ncn_resident_id,${CARD},lost`, 'replace')).toMatchObject({
      added: 1,
      removed: 0,
      list: { total: 2 },
    });
    expect(await take('passport,E99999999,lost', 'replace')).toMatchObject({ added: 0, removed: 1, list: { total: 1 } });
  });
});

describe('what the agent writes down', () => {
  it('is looked up before the step is left, and what was held against it is kept with the result', async () => {
    const id = await shownToAgent();
    await act(id, 'confirm', written());
    const [{ kept } = { kept: null }] = await identity.list(id, {});
    expect(kept?.result).toMatchObject({
      decision: 'pass',
      beside: [
        { name: 'sides_agree', result: 'not_evaluated' },
        { name: 'duplicate', result: 'pass', detail: 'new' },
        { name: 'block_list', result: 'pass' },
      ],
    });
    const events = await counter.core.log.read(id);
    expect(JSON.stringify(events)).not.toContain(CARD);
    const answered = events.find(
      ({ type, payload }) => type === 'flow.answered' && (payload as { kind: string }).kind === 'identity.lookUp',
    );
    expect(answered?.payload).toMatchObject({ result: { kind: 'committed' } });
  });

  it('comes back to the agent where others show the same document, who then decides', async () => {
    await act(await shownToAgent(), 'confirm', written());
    agent = await counter.agent();
    const id = await shownToAgent();
    await act(id, 'confirm', written(CARD, '王朋'));
    expect((await step(id)).view['beside']).toContainEqual(expect.objectContaining({ key: 'duplicate', result: 'fail' }));
    await act(id, 'reject', { reason: 'shown_by_others' });
    const [{ kept } = { kept: null }] = await identity.list(id, {});
    expect(kept?.result).toMatchObject({ decision: 'fail', reason: 'shown_by_others' });
    expect(kept?.result.beside).toContainEqual({ name: 'duplicate', result: 'fail', detail: 'other_name' });
  });

  it('cannot be confirmed where the bank does not take the document', async () => {
    await take(`cn_resident_id,${CARD},stolen`);
    const id = await shownToAgent();
    await act(id, 'confirm', written());
    expect((await step(id)).view).toMatchObject({ isBlocked: true });
    await expect(act(id, 'confirm', written())).rejects.toMatchObject({ code: 'wrong_state' });
    await act(id, 'reject', { reason: 'blocked' });
  });
});
