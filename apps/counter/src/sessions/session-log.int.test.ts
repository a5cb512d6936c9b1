import { randomBytes, createSecretKey } from 'node:crypto';
import { eventHash, type UnhashedEvent } from '@guichet/evidence';
import { AppError, newId, type SessionEvent, type SessionId } from '@guichet/protocol';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../../prisma/testing.ts';
import { Database } from '../database/database.ts';
import { createTestBank, type TestBank } from '../testing/test-bank.ts';
import { PersonalVault } from './personal-vault.ts';
import { SessionChanges } from './session-changes.ts';
import { type LogEntry, SessionLog } from './session-log.ts';

let server: TestDatabase;
let database: Database;
let bank: TestBank;
let log: SessionLog;
let changed: SessionId[];
let now = Date.UTC(2026, 10, 22, 1, 0, 0);

beforeAll(async () => {
  server = await createTestDatabase();
  database = new Database(server.url);
  bank = await createTestBank(database);
});

afterAll(async () => {
  await database.close();
  await server.drop();
});

beforeEach(() => {
  const changes = new SessionChanges();
  changed = [];
  changes.onSession((sessionId) => changed.push(sessionId));
  log = new SessionLog({ database, changes, clock: () => now });
});

let sessions = 0;

async function openSession(): Promise<SessionId> {
  const id = newId('ses');
  sessions += 1;
  await database.transaction(async (tx) => {
    await tx.session.create({
      data: {
        id,
        number: `S-1122-${sessions}`,
        openedOn: '2026-11-22',
        status: 'opened',
        language: 'zh-CN',
        serviceTypeId: bank.loans,
        openedAt: new Date(now),
        expiresAt: new Date(now + 60_000),
      },
    });
    await log.append(tx, id, opened(bank));
  });
  return id;
}

const opened = ({ loans }: TestBank): LogEntry => ({
  actor: { kind: 'system' },
  type: 'session.opened',
  payload: { serviceTypeId: loans, language: 'zh-CN', openedBy: 'customer', expiresAt: now + 60_000, customer: {} },
});
const chosen = (language: 'zh-CN' | 'en'): LogEntry => ({
  actor: { kind: 'customer' },
  type: 'session.language_chosen',
  payload: { language },
});

describe('what follows the log', () => {
  it('has its say right behind what it heard, hears that too, and writes once for all of one append', async () => {
    const id = await openSession();
    const heard: string[] = [];
    const finished: number[] = [];
    log.followedBy({
      begin: (_tx, session) => ({
        follow: async ({ type, payload }) => {
          heard.push(type);
          expect(session.lastSeq).toBe(1);
          return type === 'session.language_chosen' && (payload as { language: string }).language === 'en'
            ? [{ actor: { kind: 'system' }, type: 'channel.offered', payload: { kinds: ['phone'] } }]
            : [];
        },
        finish: async ({ seq }) => void finished.push(seq),
      }),
    });
    await database.transaction((tx) => log.appendMany(tx, id, [chosen('en'), chosen('zh-CN')]));
    const types = (await log.read(id, 1)).map(({ type }) => type);
    expect(types).toEqual(['session.language_chosen', 'channel.offered', 'session.language_chosen']);
    expect(heard).toEqual(types);
    expect(finished).toEqual([4]);
    expect(await log.verify(id)).toMatchObject({ ok: true, differences: [] });
  });

  it('takes back with it what it refuses', async () => {
    const id = await openSession();
    log.followedBy({
      begin: () => ({ follow: () => Promise.reject(new AppError('wrong_state')), finish: () => Promise.resolve() }),
    });
    await expect(database.transaction((tx) => log.append(tx, id, chosen('en')))).rejects.toMatchObject({ code: 'wrong_state' });
    expect(await log.read(id)).toHaveLength(1);
  });
});

describe('the session log', () => {
  it('numbers and chains events, and reads back exactly what it hashed', async () => {
    const id = await openSession();
    const written = await database.transaction((tx) =>
      log.appendMany(tx, id, [
        chosen('en'),
        {
          actor: { kind: 'customer' },
          type: 'check.reported',
          payload: {
            verdict: 'poor',
            camera: true,
            microphone: true,
            speaker: null,
            network: {
              rttMs: 0.1 + 0.2,
              uplinkLossRatio: 1e-7,
              downlinkLossRatio: null,
              uplinkKbps: 123456.789,
              downlinkKbps: 0,
              jitterMs: null,
              freezeCount: 0,
              freezeMs: 0,
              concealedRatio: 0.333,
            },
          },
          mediaAt: now - 5,
        },
      ]),
    );
    const read = await log.read(id);
    expect(read.map((event) => event.seq)).toEqual([1, 2, 3]);
    expect(read.slice(1)).toEqual(written);
    for (const { hash, ...content } of read) expect(eventHash(content as UnhashedEvent)).toBe(hash);
    expect(await log.read(id, 2)).toHaveLength(1);
    expect(await log.verify(id)).toMatchObject({ ok: true, differences: [] });
  });

  it('brings the session’s row up to date in the same transaction', async () => {
    const id = await openSession();
    await database.transaction((tx) => log.append(tx, id, chosen('en')));
    expect(await database.prisma.session.findUniqueOrThrow({ where: { id } })).toMatchObject({ language: 'en', lastSeq: 2 });
  });

  it('leaves nothing and tells nobody when the transaction fails', async () => {
    const id = await openSession();
    changed = [];
    const failing = database.transaction(async (tx) => {
      await log.append(tx, id, chosen('en'));
      throw new AppError('wrong_state');
    });
    await expect(failing).rejects.toMatchObject({ code: 'wrong_state' });
    expect(await log.read(id)).toHaveLength(1);
    expect(changed).toEqual([]);
  });

  it('tells of a change after the commit, but not of facts that no page draws', async () => {
    const id = await openSession();
    changed = [];
    await database.transaction(async (tx) => {
      await log.append(tx, id, chosen('en'));
      expect(changed).toEqual([]);
    });
    expect(changed).toEqual([id]);
    await database.transaction((tx) =>
      log.append(tx, id, {
        actor: { kind: 'system' },
        type: 'recording.chunk_closed',
        payload: { recordingId: newId('rec'), seq: 1, sizeBytes: 1, head: 'a'.repeat(64), signature: 'x' },
      }),
    );
    expect(changed).toEqual([id]);
  });

  it('stays whole under 20 appends at the same time', async () => {
    const id = await openSession();
    await Promise.all(
      Array.from({ length: 20 }, (_, index) => database.transaction((tx) => log.append(tx, id, chosen(index % 2 ? 'en' : 'zh-CN')))),
    );
    const events = await log.read(id);
    expect(events.map((event) => event.seq)).toEqual(Array.from({ length: 21 }, (_, index) => index + 1));
    expect(await log.verify(id)).toMatchObject({ ok: true });
  });

  it('lets whoever listens write along, or not at all', async () => {
    const id = await openSession();
    const seen: SessionEvent[] = [];
    log.onAppended(async (_tx, event) => {
      if (event.type !== 'session.language_chosen') return;
      seen.push(event);
      if (event.payload.language === 'en') throw new AppError('unavailable');
    });
    await expect(database.transaction((tx) => log.append(tx, id, chosen('en')))).rejects.toMatchObject({ code: 'unavailable' });
    await database.transaction((tx) => log.append(tx, id, chosen('zh-CN')));
    expect(seen.map((event) => event.seq)).toEqual([2, 2]);
    expect(await log.read(id)).toHaveLength(2);
  });

  it('refuses a payload that its type does not have, and a session that does not exist', async () => {
    const id = await openSession();
    const wrong = { actor: { kind: 'customer' }, type: 'session.language_chosen', payload: { language: 'fr' } } as unknown as LogEntry;
    await expect(database.transaction((tx) => log.append(tx, id, wrong))).rejects.toBeInstanceOf(AppError);
    await expect(database.transaction((tx) => log.append(tx, newId('ses'), chosen('en')))).rejects.toMatchObject({ code: 'not_found' });
  });

  it('finds a row that was changed behind its back, and the database refuses the change', async () => {
    const id = await openSession();
    await database.prisma.session.update({ where: { id }, data: { language: 'en' } });
    expect(await log.verify(id)).toMatchObject({ ok: false, differences: ['language'] });
    await expect(database.prisma.sessionEvent.updateMany({ where: { sessionId: id }, data: { type: 'x' } })).rejects.toThrow(
      /never changed/,
    );
    await expect(database.prisma.sessionEvent.deleteMany({ where: { sessionId: id } })).rejects.toThrow(/never changed/);
  });

  it('says so when the database is away', async () => {
    const away = new Database('postgresql://nobody@127.0.0.1:1/none');
    await expect(away.transaction((tx) => tx.bank.count())).rejects.toMatchObject({ code: 'unavailable' });
    await away.close();
  });

  it('takes a text that the database cannot hold for the sender’s mistake', async () => {
    const unholdable = database.transaction((tx) => tx.numberSeries.create({ data: { series: 'a\u0000b' } }));
    await expect(unholdable).rejects.toMatchObject({ code: 'bad_request' });
  });
});

describe('the vault', () => {
  const dataKey = createSecretKey(randomBytes(32));

  it('gives back what it keeps, until it is erased; the log stays whole', async () => {
    const vault = new PersonalVault({ dataKey, clock: () => now });
    const id = await openSession();
    const text = await database.transaction(async (tx) => {
      const commitment = await vault.commit(tx, id, 'chat', '我的电话是 13800001234');
      await log.append(tx, id, { actor: { kind: 'customer' }, type: 'chat.sent', payload: { messageId: newId('msg'), text: commitment } });
      return commitment;
    });
    expect(await vault.reveal(database.prisma, id, text)).toBe('我的电话是 13800001234');
    const [row] = await database.prisma.personalValue.findMany({ where: { sessionId: id } });
    expect(Buffer.from(row!.sealed!).includes('13800001234')).toBe(false);
    expect(JSON.stringify(await log.read(id))).not.toContain('13800001234');

    await database.transaction((tx) => vault.erase(tx, id, text));
    expect(await vault.reveal(database.prisma, id, text)).toBeNull();
    expect(await database.prisma.personalValue.findFirst({ where: { sessionId: id } })).toMatchObject({ sealed: null });
    expect(await log.verify(id)).toMatchObject({ ok: true });
  });

  it('opens no value under another key, or in another row', async () => {
    const vault = new PersonalVault({ dataKey, clock: () => now });
    const [one, other] = [await openSession(), await openSession()];
    const commitment = await database.transaction((tx) => vault.commit(tx, one, 'name', '王小明'));
    const stranger = new PersonalVault({ dataKey: createSecretKey(randomBytes(32)), clock: () => now });
    await expect(stranger.reveal(database.prisma, one, commitment)).rejects.toMatchObject({ code: 'internal' });
    await database.prisma.personalValue.updateMany({ where: { sessionId: one }, data: { sessionId: other } });
    await expect(vault.reveal(database.prisma, other, commitment)).rejects.toMatchObject({ code: 'internal' });
  });
});
