import { readFile, readdir, stat } from 'node:fs/promises';
import { hashOf, canonicalJson } from '@guichet/evidence';
import { verifyCms } from '@guichet/evidence/sealing';
import { AppError, type DeletionId, type HoldId, type KeyDestructionId, type StaffId } from '@guichet/protocol';
import { periodEnd } from '@guichet/rules';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { KeptHouse, type KeptSession } from '../testing/kept-house.ts';
import { createTestStaff } from '../testing/test-bank.ts';
import type { HttpContext } from '../http/http-handlers.ts';
import { findThere } from '../recordings/require-there.ts';
import type { SignedCertificate } from './certificate.ts';

const YEARS = 365;
const deadline = { timeout: 60_000, interval: 100 };

let house: KeptHouse;
let parts: Awaited<ReturnType<KeptHouse['open']>>;
let anna: StaffId;
let bela: StaffId;
beforeAll(async () => {
  house = await KeptHouse.create();
  parts = await house.open({ keepLandedMs: 0 });
  await parts.jobs.start();
  await parts.kept.start();
  anna = await createTestStaff(house.database, { roles: ['admin'], displayName: 'Anna' });
  bela = await createTestStaff(house.database, { roles: ['admin'], displayName: 'Bela' });
});
afterAll(async () => {
  await parts.jobs.stop();
  await house.close();
});

const asBank = ({ apiClientId }: Pick<KeptSession, 'apiClientId'>) => ({ apiClientId }) as unknown as HttpContext;
const asStaff = (staffId: StaffId) =>
  ({ staff: { staffId, roles: ['admin'], language: 'en' }, roles: ['admin'] }) as unknown as HttpContext;
const call = () => parts.kept.handlers;
const codeOf = (work: Promise<unknown>): Promise<string | null> =>
  work.then(
    () => null,
    (error: unknown) => (error instanceof AppError ? error.code : String(error)),
  );
const settled = (kept: KeptSession) =>
  expect.poll(() => house.database.prisma.sessionRetention.findUnique({ where: { sessionId: kept.sessionId } }), deadline).not.toBeNull();
const archived = async (kept: KeptSession) => {
  await house.database.transaction((tx) =>
    parts.jobs.enqueue(tx, 'recording.archive', { recordingId: kept.recordingId }, { key: kept.recordingId }),
  );
  await expect
    .poll(async () => (await house.database.prisma.recording.findUniqueOrThrow({ where: { id: kept.recordingId } })).archivedAt, deadline)
    .not.toBeNull();
};
const tend = () => house.database.transaction((tx) => parts.jobs.enqueue(tx, 'store.tend', {}, { key: 'tend' }));
const audited = async (object: string): Promise<string[]> =>
  (await house.database.prisma.auditEvent.findMany({ where: { object }, orderBy: { id: 'asc' } })).map(({ action }) => action);
const typesOf = async ({ sessionId }: KeptSession): Promise<string[]> => (await parts.core.log.read(sessionId)).map(({ type }) => type);
const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** A session whose time is over: its product and its contract ended long ago, and it was recorded before. */
async function over(): Promise<KeptSession> {
  const kept = await house.recorded(parts, { daysAgo: 9 * YEARS });
  await archived(kept);
  const on = dayOf(house.now - 6 * YEARS * 86_400_000);
  await call()['retained.endProduct']({ params: { sessionId: kept.sessionId }, body: { on }, query: undefined }, asBank(kept));
  await call()['retained.endContract']({ params: { sessionId: kept.sessionId }, body: { on }, query: undefined }, asBank(kept));
  return kept;
}

describe('how long a session is kept', () => {
  it('is settled once it is over, and rolls forward with what the bank tells', async () => {
    const kept = await house.recorded(parts, { daysAgo: 3 * YEARS });
    await settled(kept);
    const params = { sessionId: kept.sessionId };
    expect(await call()['retained.read']({ params, body: undefined, query: undefined }, asBank(kept))).toMatchObject({
      state: 'kept',
      until: null,
      waitsFor: ['product_end', 'contract_end'],
    });
    const on = dayOf(house.now - 86_400_000);
    await call()['retained.endContract']({ params, body: { on }, query: undefined }, asBank(kept));
    const facts = await call()['retained.endProduct']({ params, body: { on }, query: undefined }, asBank(kept));
    const recorded = await house.database.prisma.sessionRetention.findUniqueOrThrow({ where: { sessionId: kept.sessionId } });
    expect(facts).toMatchObject({ waitsFor: [], productEndedOn: on, contractEndedOn: on });
    expect(facts.until).toBe(Math.max(periodEnd(recorded.recordedAt.getTime(), 60), periodEnd(Date.parse(on), 6)));
    // An earlier day is not taken, a day before the session or after tomorrow is refused.
    await call()['retained.endProduct']({ params, body: { on: dayOf(house.now - 90 * 86_400_000) }, query: undefined }, asBank(kept));
    expect((await call()['retained.read']({ params, body: undefined, query: undefined }, asBank(kept))).until).toBe(facts.until);
    for (const wrong of ['2001-01-01', dayOf(house.now + 9 * 86_400_000)])
      expect(await codeOf(call()['retained.endProduct']({ params, body: { on: wrong }, query: undefined }, asBank(kept)))).toBe(
        'bad_request',
      );
    // The archive takes its copy whenever it comes to it.
    const types = (await typesOf(kept)).filter((type) => type !== 'recording.archived');
    expect(types.slice(-5)).toEqual(['retention.settled', 'contract.ended', 'retention.settled', 'product.ended', 'retention.settled']);
    expect((await parts.core.log.verify(kept.sessionId)).ok).toBe(true);
  });

  it('is listed by when it is due: without an end, due, held', async () => {
    const [endless, due, held] = [await house.recorded(parts), await over(), await over()];
    await settled(endless);
    await call()['holds.place'](
      { params: { recordingId: held.recordingId }, body: { reason: 'A dispute' }, query: undefined },
      asStaff(anna),
    );
    const listed = async (show: 'kept' | 'due' | 'held') => {
      const { sessions, counts, total } = await call()['retention.list'](
        { params: undefined, query: { show, limit: 100, offset: 0 }, body: undefined },
        asStaff(anna),
      );
      expect(total).toBe(counts[show]);
      return sessions.map(({ sessionId }) => sessionId);
    };
    expect(await listed('kept')).toEqual(expect.arrayContaining([endless.sessionId, held.sessionId]));
    expect(await listed('kept')).not.toContain(due.sessionId);
    expect(await listed('due')).toContain(due.sessionId);
    expect(await listed('due')).not.toContain(held.sessionId);
    expect(await listed('held')).toContain(held.sessionId);
  });

  it('is nobody’s affair but the bank’s own system', async () => {
    const kept = await house.recorded(parts);
    const params = { sessionId: kept.sessionId };
    expect(
      await codeOf(call()['retained.read']({ params, body: undefined, query: undefined }, asBank({ apiClientId: 'api_other' as never }))),
    ).toBe('not_found');
  });

  it('has no end while there is a dispute', async () => {
    const kept = await over();
    const params = { sessionId: kept.sessionId };
    await call()['retained.openDispute']({ params, body: { disputeId: 'D-1' }, query: undefined }, asBank(kept));
    const again = await call()['retained.openDispute']({ params, body: { disputeId: 'D-1' }, query: undefined }, asBank(kept));
    expect(again).toMatchObject({ state: 'kept', disputes: ['D-1'] });
    expect(await codeOf(parts.kept.deletions.request(anna, kept.recordingId, 'its time is over'))).toBe('retained');
    const closed = await call()['retained.closeDispute'](
      { params: { ...params, disputeId: 'D-1' }, body: {}, query: undefined },
      asBank(kept),
    );
    expect(closed).toMatchObject({ state: 'due', disputes: [] });
    expect((await typesOf(kept)).filter((type) => type.startsWith('dispute'))).toEqual(['dispute.opened', 'dispute.closed']);
  });

  it('is longer where a bank gave its service another policy, and never shorter again', async () => {
    const service = await house.database.prisma.serviceType.findFirstOrThrow({ where: { anonymous: false } });
    const params = { serviceTypeId: service.id as never };
    const give = (policies: string[]) => call()['retention.give']({ params, body: { policies }, query: undefined }, asStaff(anna));
    const given = await give(['CN-S2']);
    expect(given.policies.find(({ id }) => id === 'CN-S2')).toMatchObject({ checked: false, on: false, services: [service.id] });
    const kept = await house.recorded(parts, { flow: null });
    await settled(kept);
    const until = await parts.kept.retention.of(house.database.prisma, kept.sessionId);
    expect(until?.policies.map(({ id }) => id)).toEqual(['CN-S2', 'own-five-years']);
    await give([]);
    await parts.kept.retention.settle(kept.sessionId);
    expect((await parts.kept.retention.of(house.database.prisma, kept.sessionId))?.until).toBe(until?.until);
    expect(await codeOf(give(['no-such-policy']))).toBe('not_found');
  });
});

describe('a legal hold', () => {
  it('is released by another person than whoever asked for it, also for the database', async () => {
    const kept = await over();
    const params = { recordingId: kept.recordingId };
    const hold = await call()['holds.place']({ params, body: { reason: 'Letter of the court' }, query: undefined }, asStaff(anna));
    const holdId = hold.holdId as HoldId;
    expect(hold).toMatchObject({ state: 'standing', reason: 'Letter of the court', placedBy: 'Anna', mayRelease: false });
    const decide = (by: StaffId, decision: 'release' | 'keep') =>
      codeOf(call()['holds.decideRelease']({ params: { holdId }, body: { decision }, query: undefined }, asStaff(by)));
    expect(await decide(bela, 'release')).toBe('wrong_state');
    await call()['holds.requestRelease']({ params: { holdId }, body: { reason: 'The case is over' }, query: undefined }, asStaff(anna));
    expect(await decide(anna, 'release')).toBe('second_person');
    const { prisma } = house.database;
    const alone = { releasedBy: anna, releasedAt: new Date() };
    await expect(prisma.legalHold.update({ where: { id: holdId }, data: alone })).rejects.toThrow(/second person/);
    await expect(prisma.legalHold.delete({ where: { id: holdId } })).rejects.toThrow(/never deleted/);
    expect(await decide(bela, 'keep')).toBeNull();
    await call()['holds.requestRelease']({ params: { holdId }, body: { reason: 'Now it is over' }, query: undefined }, asStaff(bela));
    expect(await decide(anna, 'release')).toBeNull();
    expect(await decide(anna, 'release')).toBe('wrong_state');
    await expect(prisma.legalHold.update({ where: { id: holdId }, data: { releasedAt: new Date() } })).rejects.toThrow(/never changed/);
    expect(await audited(holdId)).toEqual([
      'hold.placed',
      'hold.release_requested',
      'hold.release_refused',
      'hold.release_declined',
      'hold.release_requested',
      'hold.released',
    ]);
    const words = JSON.stringify(await parts.core.log.read(kept.sessionId));
    expect(words).not.toContain('court');
  });
});

describe('what has to be kept', () => {
  it('is deleted by nobody, and whoever tries is noted', async () => {
    const [open, held] = [await house.recorded(parts), await over()];
    await archived(open);
    await settled(open);
    await call()['holds.place'](
      { params: { recordingId: held.recordingId }, body: { reason: 'A dispute' }, query: undefined },
      asStaff(anna),
    );
    for (const { recordingId, sessionId } of [open, held]) {
      const params = { recordingId };
      const ask = call()['retention.delete']({ params, body: { reason: 'out of the way' }, query: undefined }, asStaff(anna));
      expect(await codeOf(ask)).toBe('retained');
      const target = { kind: 'recording', recordingId } as const;
      const key = call()['keyDestructions.request'](
        { params: undefined, body: { target, reason: 'out of the way' }, query: undefined },
        asStaff(anna),
      );
      expect(await codeOf(key)).toBe('retained');
      expect(await audited(recordingId)).toEqual(expect.arrayContaining(['deletion.refused', 'key_destruction.refused']));
      const { prisma } = house.database;
      const now = new Date();
      await expect(prisma.recording.update({ where: { id: recordingId }, data: { deletedAt: now } })).rejects.toThrow(/retained/);
      await expect(prisma.recording.delete({ where: { id: recordingId } })).rejects.toThrow(/never deleted/);
      await expect(prisma.recordingKey.updateMany({ where: { recordingId }, data: { wrapped: null } })).rejects.toThrow(/retained/);
      await expect(prisma.storedObject.updateMany({ where: { recordingId }, data: { deletedAt: now } })).rejects.toThrow(/retained/);
      await expect(prisma.storedObject.deleteMany({ where: { recordingId } })).rejects.toThrow(/never deleted/);
      await expect(prisma.storedObject.updateMany({ where: { recordingId }, data: { sha256: '0' } })).rejects.toThrow(/never changed/);
      await expect(prisma.sessionRetention.update({ where: { sessionId }, data: { state: 'deleting' } })).rejects.toThrow(/retained/);
    }
    await expect(
      house.database.prisma.sessionRetention.update({ where: { sessionId: held.sessionId }, data: { until: new Date(0) } }),
    ).rejects.toThrow(/never kept shorter/);
  });
});

describe('the archive', () => {
  it('has the recording alone after a while, under a master key that changes without it', async () => {
    const kept = await house.recorded(parts);
    const { recordingId } = kept;
    const before = await readFile(house.folderOf('store', recordingId, '000002.chunk'));
    const keyFile = await readFile(house.folderOf('store', recordingId, 'epoch-000001.json'));
    await archived(kept);
    await tend();
    await expect.poll(async () => parts.chunks.list(recordingId), deadline).toHaveLength(5);
    await expect.poll(async () => house.landing().list(recordingId), deadline).toEqual([]);
    expect(await parts.chunks.read(`${recordingId}/000002.chunk`, 1 << 20)).toEqual(before);
    const keyOf = async () => {
      const bytes = await parts.chunks.read(`${recordingId}/epoch-000001.json`, 1 << 16);
      const { wrapped } = await house.database.prisma.recordingKey.findFirstOrThrow({ where: { recordingId } });
      const { wrappedKey } = JSON.parse(bytes.toString()) as { wrappedKey: string };
      return { bytes, wrapped: wrapped ?? '', dataKey: Buffer.from(await parts.unwrap(wrappedKey)) };
    };
    const first = await keyOf();
    expect(first).toMatchObject({ bytes: keyFile, dataKey: kept.dataKey });
    const files = await Promise.all(
      (await readdir(house.folderOf('archive', recordingId))).map(
        async (name) => (await stat(house.folderOf('archive', recordingId, name))).mtimeMs,
      ),
    );

    const old = parts.masterKeys.activeKeyId;
    const ask = (keyId: string) =>
      call()['keyDestructions.request'](
        { params: undefined, body: { target: { kind: 'master', keyId }, reason: 'changed every year' }, query: undefined },
        asStaff(anna),
      );
    await call()['storeKeys.rotate']({ params: undefined, body: {}, query: undefined }, asStaff(anna));
    await expect
      .poll(() => house.database.prisma.recordingKey.count({ where: { masterKeyId: old, wrapped: { not: null } } }), deadline)
      .toBe(0);
    const second = await keyOf();
    expect(second.wrapped).not.toBe(first.wrapped);
    expect(second).toMatchObject({ bytes: keyFile, dataKey: kept.dataKey });
    const after = await Promise.all(
      (await readdir(house.folderOf('archive', recordingId))).map(
        async (name) => (await stat(house.folderOf('archive', recordingId, name))).mtimeMs,
      ),
    );
    expect(after).toEqual(files);

    expect(await codeOf(ask(parts.masterKeys.activeKeyId))).toBe('wrong_state');
    const { keyDestructionId } = await ask(old);
    const decide = (by: StaffId) =>
      call()['keyDestructions.decide']({ params: { keyDestructionId }, body: { decision: 'destroy' }, query: undefined }, asStaff(by));
    expect(await codeOf(decide(anna))).toBe('second_person');
    expect(await decide(bela)).toMatchObject({ state: 'done', decidedBy: 'Bela' });
    expect(parts.masterKeys.list().map(({ keyId }) => keyId)).not.toContain(old);
    await expect(parts.masterKeys.unwrap(first.wrapped, { recordingId, epoch: 1 })).rejects.toThrow();
    expect((await keyOf()).dataKey).toEqual(kept.dataKey);
    await expectCertified(
      await house.database.prisma.keyDestruction.findUniqueOrThrow({ where: { id: keyDestructionId as KeyDestructionId } }),
    );
  });

  it('is opened by nobody once two have destroyed its key, which is certified and said to whoever looks', async () => {
    const kept = await over();
    const { recordingId } = kept;
    const looking = () => findThere(house.database.prisma as never, { staffId: anna, roles: ['admin'] }, recordingId);
    expect(await looking()).toMatchObject({ id: recordingId });
    const body = { target: { kind: 'recording' as const, recordingId }, reason: 'its time is over' };
    const { keyDestructionId } = await call()['keyDestructions.request']({ params: undefined, body, query: undefined }, asStaff(anna));
    const decide = (by: StaffId) =>
      call()['keyDestructions.decide']({ params: { keyDestructionId }, body: { decision: 'destroy' }, query: undefined }, asStaff(by));
    expect(await codeOf(decide(anna))).toBe('second_person');
    expect(await decide(bela)).toMatchObject({ state: 'done' });
    expect(await codeOf(parts.chunks.read(`${recordingId}/epoch-000001.json`, 1 << 16))).toBe('recording_deleted');
    expect(await house.landing().list(recordingId)).toEqual([]);
    await expect(looking()).rejects.toMatchObject({ code: 'recording_deleted', certificate: keyDestructionId });
    await expectCertified(
      await house.database.prisma.keyDestruction.findUniqueOrThrow({ where: { id: keyDestructionId as KeyDestructionId } }),
    );
  });

  it('says what waits where nodes ship to, and since when', async () => {
    const kept = await house.recorded(parts);
    const row = { where: { id: kept.recordingId } };
    const stoppedAt = new Date(house.now - 2 * 3_600_000);
    const status = () => call()['store.status']({ params: undefined, query: undefined, body: undefined }, asStaff(anna));
    await house.database.prisma.recording.update({ ...row, data: { status: 'stopped', stoppedAt } });
    expect(await status()).toMatchObject({
      landing: { kind: 'local', lockedForMs: 0, unready: 1, oldestUnreadyAt: stoppedAt.getTime() },
      trouble: 'landing_behind',
    });
    await house.database.prisma.recording.update({ ...row, data: { status: 'ready' } });
    expect((await status()).landing).toMatchObject({ unready: 0, oldestUnreadyAt: null });
    await archived(kept);
  });

  it('raises an alarm with the place of the damage, which ends once the object is whole again', async () => {
    const kept = await house.recorded(parts);
    await archived(kept);
    const { recordingId } = kept;
    const { mend } = await house.damage({ recordingId, object: '000002.chunk', atByte: 70_000 });
    const scrub = () => call()['store.scrub']({ params: undefined, body: {}, query: undefined }, asStaff(anna));
    const alarms = async () =>
      (await call()['store.alarms']({ params: undefined, query: { limit: 50, offset: 0 }, body: undefined }, asStaff(anna))).alarms.filter(
        (alarm) => alarm.recordingId === recordingId,
      );
    await scrub();
    await expect
      .poll(alarms, deadline)
      .toMatchObject([{ object: '000002.chunk', damage: 'changed', fromByte: 65_536, toByte: 90_000, resolvedAt: null }]);
    const checked = async () =>
      (await house.database.prisma.storedObject.findFirstOrThrow({ where: { recordingId }, orderBy: { checkedAt: 'asc' } })).checkedAt;
    // Read again, the same damage is the same alarm. One that is asked for while another one runs is that one.
    const last = await checked();
    const scrubbed = async () => {
      await scrub();
      return checked();
    };
    await expect.poll(scrubbed, deadline).not.toEqual(last);
    expect(await alarms()).toHaveLength(1);
    const status = await call()['store.status']({ params: undefined, query: undefined, body: undefined }, asStaff(anna));
    expect(status).toMatchObject({ kind: 'local', locks: false, openAlarms: 1 });
    const [alarm] = await alarms();
    if (alarm === undefined) throw new Error('No alarm');
    await call()['store.acknowledge']({ params: { alarmId: alarm.alarmId }, body: {}, query: undefined }, asStaff(anna));
    await mend();
    const resolvedAt = async () => {
      await scrub();
      return (await alarms())[0]?.resolvedAt;
    };
    await expect.poll(resolvedAt, deadline).not.toBeNull();
    expect((await typesOf(kept)).filter((type) => type === 'recording.damage_found')).toHaveLength(1);
  });
});

it('what was kept long enough goes for good, and a signed certificate says what it was', async () => {
  const kept = await over();
  const { recordingId, sessionId } = kept;
  const objects = await house.database.prisma.storedObject.findMany({ where: { recordingId } });
  expect(objects).toHaveLength(4);
  await tend();
  const deletionOf = () => house.database.prisma.deletion.findUnique({ where: { sessionId } });
  await expect.poll(async () => (await deletionOf())?.state, deadline).toBe('done');
  const deletion = await deletionOf();
  if (deletion === null) throw new Error('Not deleted');

  const { certificate } = await expectCertified(deletion);
  const deleted = certificate['deleted'] as { recordings: { objects: { sha256: string }[] }[]; values: string[] };
  expect(deleted.recordings[0]?.objects.map(({ sha256 }) => sha256).toSorted()).toEqual(objects.map(({ sha256 }) => sha256).toSorted());
  expect(deleted.values).toHaveLength(2);
  expect(await readdir(house.folderOf('archive')).then((names) => names.includes(recordingId))).toBe(false);
  expect(await house.landing().list(recordingId)).toEqual([]);
  const { prisma } = house.database;
  expect(await prisma.recordingKey.count({ where: { recordingId, wrapped: { not: null } } })).toBe(0);
  expect(await prisma.personalValue.count({ where: { sessionId, sealed: { not: null } } })).toBe(0);
  expect(await codeOf(parts.chunks.read(`${recordingId}/000001.chunk`, 1 << 20))).toBe('recording_deleted');
  const looking = findThere(house.database.prisma as never, { staffId: anna, roles: ['admin'] }, recordingId);
  await expect(looking).rejects.toMatchObject({ code: 'recording_deleted', certificate: deletion.id });
  expect((await typesOf(kept)).slice(-3)).toEqual(['recording.key_destroyed', 'recording.deleted', 'session.erased']);
  expect((await parts.core.log.verify(sessionId)).ok).toBe(true);
  await expect(prisma.deletion.update({ where: { sessionId }, data: { certificateHash: 'x' } })).rejects.toThrow(/never changed/);
  await expect(prisma.recording.update({ where: { id: recordingId }, data: { deletedAt: null } })).rejects.toThrow(/stays deleted/);
  const listed = await call()['deletions.list']({ params: undefined, query: { limit: 50, offset: 0 }, body: undefined }, asStaff(anna));
  expect(listed.deletions.find(({ deletionId }) => deletionId === (deletion.id as DeletionId))).toMatchObject({
    state: 'done',
    objects: 4,
    locked: 0,
  });
});

/** The certificate is what its hash says, and the bank signed it. */
async function expectCertified(row: { readonly certificate: unknown; readonly certificateHash: string | null }) {
  const signed = row.certificate as SignedCertificate;
  expect(hashOf(signed.certificate)).toBe(row.certificateHash);
  const content = new TextEncoder().encode(canonicalJson(signed.certificate));
  expect(await verifyCms(Buffer.from(signed.signature, 'base64'), { content })).toMatchObject({ ok: true });
  return signed;
}
