import { join as inFolder } from 'node:path';
import { newId, type RouteName, routes, type RouteSpec, StaffRole } from '@guichet/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadDataKey } from '../keys/data-key.ts';
import { eventually } from '../testing/eventually.ts';
import { markReady } from '../testing/seeded/seeded-media.ts';
import { type SeededSale, seedSale } from '../testing/seeded/seeded-sale.ts';
import { type SignedIn, WholeCounter } from '../testing/whole-counter.ts';

/** Served by oneself, by somebody of one's team, by somebody else. */
const RELATIONS = ['own', 'team', 'foreign'] as const;
type Relation = (typeof RELATIONS)[number];
const EVERYBODY: readonly Relation[] = RELATIONS;

/** What a request is about, with whose of it each role may know of; a role that is not named never. */
const MAY_KNOW = {
  session: { agent: ['own'], supervisor: EVERYBODY, reviewer: EVERYBODY, admin: EVERYBODY },
  review: { supervisor: ['foreign'], reviewer: ['foreign'] },
  inspection: { supervisor: EVERYBODY, reviewer: ['foreign'] },
} as const satisfies Record<string, Partial<Record<StaffRole, readonly Relation[]>>>;

const ABOUT: Partial<Record<RouteName, keyof typeof MAY_KNOW>> = {
  'sessions.events': 'session',
  'facts.reveal': 'session',
  'identity.list': 'session',
  'recordings.read': 'session',
  'recordings.track': 'session',
  'recordings.download': 'session',
  'recordings.timeline': 'session',
  'recordings.unmask': 'session',
  'recordings.mask': 'session',
  'recordings.peaks': 'session',
  'recordings.thumbnails': 'session',
  'recordings.still': 'session',
  'recordings.captions': 'session',
  'recordings.watched': 'session',
  'recordings.addNote': 'session',
  'search.within': 'session',
  'inspections.read': 'inspection',
  'reviews.read': 'review',
  'reviews.take': 'review',
  'reviews.release': 'review',
  'reviews.assignees': 'review',
  'reviews.assign': 'review',
  'reviews.decide': 'review',
  'reviews.rectify': 'review',
};
/** Answered with nothing instead of with a refusal, so that a page can ask without knowing. */
const ANSWERS_NOTHING: readonly RouteName[] = ['reviews.ofRecording'];
const BODIES: Partial<Record<RouteName, unknown>> = {
  'facts.reveal': { name: 'phone', reason: 'identify' },
  'recordings.unmask': { reason: 'investigation' },
  'recordings.watched': { seeks: [{ fromMs: 0, toMs: 1 }] },
  'recordings.addNote': { atMs: 1, text: 'x' },
  'search.within': { text: 'x' },
  'reviews.assign': { position: 1, staffId: null },
  'reviews.decide': { decision: 'pass', reason: 'x', findings: [] },
  'reviews.rectify': { rules: ['own-log'], dueInDays: 3 },
};
const QUERIES: Partial<Record<RouteName, string>> = { 'recordings.still': '?atMs=1' };

const spec = (name: RouteName): RouteSpec => routes[name];
const isStaff = (name: RouteName): boolean => spec(name).roles.some((role) => (StaffRole.options as readonly string[]).includes(role));
const named = (Object.keys(routes) as RouteName[]).filter(
  (name) => isStaff(name) && /:(sessionId|recordingId|reviewId)\b/.test(spec(name).path) && !spec(name).path.includes(':noteId'),
);

let counter: WholeCounter;
const people = new Map<StaffRole, SignedIn>();
const sales = new Map<string, { readonly sale: SeededSale; readonly reviewId: string }>();
const of = (role: StaffRole, relation: Relation): string => (relation === 'own' ? `own of ${role}` : relation);

beforeAll(async () => {
  counter = await WholeCounter.start();
  const { database, bank, dataDir } = counter;
  const dataKey = await loadDataKey(inFolder(dataDir, 'keys', 'data.key'));
  const join = async (who: SignedIn, team: string): Promise<SignedIn> => {
    await database.prisma.staff.update({ where: { id: who.staffId }, data: { team } });
    return who;
  };
  const seed = async (key: string, { staffId }: SignedIn): Promise<void> => {
    const sale = await seedSale(database, dataKey, {
      serviceTypeId: bank.loans,
      staffId,
      nodeId: newId('nod'),
      openedAt: Date.now() - 3_600_000,
      lengthMs: 30_000,
    });
    await markReady(database, sale);
    sales.set(key, { sale, reviewId: '' });
  };
  for (const role of StaffRole.options) {
    // Somebody who serves as well as looking: of their own sessions nobody else's rules hold.
    people.set(role, await join(await counter.signIn(role), 'ours'));
    await seed(of(role, 'own'), people.get(role) ?? expect.unreachable());
  }
  await seed('team', await join(await counter.signIn('agent'), 'ours'));
  await seed('foreign', await join(await counter.signIn('agent'), 'theirs'));
  await database.prisma.samplingRule.updateMany({ data: { percent: 100, active: true } });
  // It looks at whatever nobody has looked at when it starts.
  await counter.restart();
  await eventually(async () => (await database.prisma.review.count()) === sales.size, 40_000);
  for (const row of await database.prisma.review.findMany()) {
    const [key, { sale }] = [...sales].find(([, one]) => one.sale.recordingId === row.recordingId) ?? expect.unreachable();
    sales.set(key, { sale, reviewId: row.id });
  }
}, 90_000);
afterAll(() => counter.end());

async function ask(name: RouteName, role: StaffRole, relation: Relation) {
  const { sale, reviewId } = sales.get(of(role, relation)) ?? expect.unreachable();
  const { sessionId, recordingId, tracks } = sale;
  const isSound = name === 'recordings.peaks';
  const trackId = tracks.find(({ kind }) => (kind === 'audio') === isSound)?.trackId ?? '';
  const ids: Record<string, string> = { sessionId, recordingId, reviewId, trackId };
  const path = spec(name).path.replace(/:(\w+)/g, (_, part: string) => ids[part] ?? expect.unreachable()) + (QUERIES[name] ?? '');
  const body = BODIES[name] ?? (spec(name).method === 'POST' ? {} : undefined);
  const answer = await counter.ask(spec(name).method, path, { ...people.get(role), body });
  return { status: answer.status, body: answer.body, code: (answer.body as { code?: string }).code };
}

it('every request that names a session, a recording or a review is in the table', () => {
  expect(named.toSorted()).toEqual([...Object.keys(ABOUT), ...ANSWERS_NOTHING].toSorted());
});

describe('every request about somebody’s session, by every role', () => {
  const cells = named.flatMap((name) => StaffRole.options.flatMap((role) => RELATIONS.map((relation) => [name, role, relation] as const)));

  it.each(cells)('%s by %s of the %s session', async (name, role, relation) => {
    const { status, code, body } = await ask(name, role, relation);
    if (!spec(name).roles.includes(role)) return expect([status, code]).toEqual([403, 'forbidden']);
    if (ANSWERS_NOTHING.includes(name)) {
      expect(status).toBe(200);
      return expect((body as { detail: unknown }).detail !== null).toBe(relation === 'foreign');
    }
    const about = ABOUT[name] ?? expect.unreachable();
    const known = (MAY_KNOW[about] as Partial<Record<StaffRole, readonly Relation[]>>)[role] ?? [];
    if (known.includes(relation)) expect([401, 404, 429, 500, 503]).not.toContain(code === 'recording_not_ready' ? 200 : status);
    else expect([status, code]).toEqual([404, 'not_found']);
    return undefined;
  });
});

it.each(['own', 'team'] as const)('a reviewer is told neither findings nor notes of the %s session by the timeline', async (relation) => {
  expect((await ask('recordings.timeline', 'reviewer', relation)).body).toMatchObject({ findings: null, notes: [] });
  expect((await ask('recordings.timeline', 'reviewer', 'foreign')).body).toMatchObject({ findings: expect.any(Array) });
});
