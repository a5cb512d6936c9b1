import { join as inFolder } from 'node:path';
import { newId, type RouteName, RuleOutcome, ReviewFigures, SearchReply, routes, type RouteSpec, StaffRole } from '@guichet/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadDataKey } from '../keys/data-key.ts';
import { eventually } from '../testing/eventually.ts';
import { markReady } from '../testing/seeded/seeded-media.ts';
import { type SeededSale, seedSale } from '../testing/seeded/seeded-sale.ts';
import { type SignedIn, WholeCounter } from '../testing/whole-counter.ts';
import { seedSamplingRules } from './sampling-rules.ts';

/** Served by oneself, by somebody of one's team, by somebody else. */
const DAY_MS = 24 * 3_600_000;
const RELATIONS = ['own', 'team', 'foreign'] as const;
type Relation = (typeof RELATIONS)[number];
const EVERYBODY: readonly Relation[] = RELATIONS;

/** What a request is about, with whose of it each role may know of; a role that is not named never. */
const MAY_KNOW = {
  session: { agent: ['own'], supervisor: EVERYBODY, reviewer: EVERYBODY, admin: EVERYBODY },
  review: { supervisor: ['foreign'], reviewer: ['foreign'] },
  /** Where it stands in its flow, without a value of anybody's. */
  trace: { designer: EVERYBODY, supervisor: EVERYBODY, admin: EVERYBODY },
  inspection: { supervisor: EVERYBODY, reviewer: ['foreign'] },
} as const satisfies Record<string, Partial<Record<StaffRole, readonly Relation[]>>>;

const ABOUT: Partial<Record<RouteName, keyof typeof MAY_KNOW>> = {
  'sessions.events': 'session',
  'facts.reveal': 'session',
  'flows.trace': 'trace',
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
  'compositions.list': 'session',
  'compositions.request': 'session',
  'evidence.read': 'session',
  'evidence.export': 'session',
  'retention.ofRecording': 'session',
  'retention.delete': 'session',
  'holds.place': 'session',
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
const SEEDED = ['sessionId', 'recordingId', 'reviewId', 'trackId'];
/** What names something else besides is only reached through one of these. */
const named = (Object.keys(routes) as RouteName[]).filter((name) => {
  const ids = [...spec(name).path.matchAll(/:(\w+)/g)].map(([, id]) => id ?? '');
  return isStaff(name) && ids.some((id) => id !== 'trackId' && SEEDED.includes(id)) && ids.every((id) => SEEDED.includes(id));
});

let counter: WholeCounter;
const people = new Map<StaffRole, SignedIn>();
const sales = new Map<Relation, { readonly sale: SeededSale; readonly reviewId: string }>();

beforeAll(async () => {
  counter = await WholeCounter.start();
  const { database, bank, dataDir } = counter;
  const dataKey = await loadDataKey(inFolder(dataDir, 'keys', 'data.key'));
  const join = async (who: SignedIn, team: string): Promise<SignedIn> => {
    await database.prisma.staff.update({ where: { id: who.staffId }, data: { team } });
    return who;
  };
  const seed = async (relation: Relation, { staffId }: SignedIn): Promise<void> => {
    const sale = await seedSale(database, dataKey, {
      serviceTypeId: bank.loans,
      staffId,
      nodeId: newId('nod'),
      openedAt: Date.now() - 3_600_000,
      lengthMs: 30_000,
    });
    await markReady(database, sale);
    sales.set(relation, { sale, reviewId: '' });
  };
  const served = await join(await counter.signIn('agent'), 'ours');
  await seed('own', served);
  await seed('team', await join(await counter.signIn('agent'), 'ours'));
  await seed('foreign', await join(await counter.signIn('agent'), 'theirs'));
  const call = await database.prisma.call.findFirstOrThrow({ where: { sessionId: sales.get('own')?.sale.sessionId ?? '' } });
  people.set('agent', served);
  for (const role of StaffRole.exclude(['agent']).options) {
    const person = await join(await counter.signIn(role), 'ours');
    people.set(role, person);
    // All of them were in the call, as whoever helps out or listens is: for each it is their own session as well.
    await database.prisma.callParticipant.create({
      data: { id: newId('par'), callId: call.id, role: 'agent', staffId: person.staffId, status: 'left', admittedAt: call.startedAt },
    });
  }
  await database.transaction((tx) => seedSamplingRules(tx, Date.now()));
  await database.prisma.samplingRule.updateMany({ data: { percent: 100 } });
  // It looks at whatever nobody has looked at when it starts.
  await counter.restart();
  await eventually(async () => (await database.prisma.review.count()) === sales.size, 40_000);
  for (const row of await database.prisma.review.findMany()) {
    const [relation, { sale }] = [...sales].find(([, one]) => one.sale.recordingId === row.recordingId) ?? expect.unreachable();
    sales.set(relation, { sale, reviewId: row.id });
  }
}, 90_000);
afterAll(() => counter.end());

async function ask(name: RouteName, role: StaffRole, relation: Relation) {
  const { sale, reviewId } = sales.get(relation) ?? expect.unreachable();
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

it('a reviewer learns from no search what was found in their own or their team’s session', async () => {
  // Whoever has asked for so much has to wait for an answer.
  const found = (query: object) =>
    eventually(async () => {
      const answer = await counter.ask('POST', '/v1/search', { ...people.get('reviewer'), body: { query } });
      return answer.status === 429 ? undefined : SearchReply.parse(answer.body);
    }, 40_000);
  await eventually(async () => (await found({})).total === sales.size, 40_000);
  await eventually(async () => (await found({})).hits.some(({ inspection }) => inspection !== null), 40_000);
  const foreign = sales.get('foreign')?.sale.recordingId;
  const { hits, facets } = await found({});
  for (const { recordingId, inspection } of hits) expect(inspection !== null, recordingId ?? '').toBe(recordingId === foreign);
  expect(facets.inspection.reduce((sum, { count }) => sum + count, 0)).toBe(1);
  const results = RuleOutcome.options.filter((outcome) => outcome !== 'pass');
  expect((await found({ inspection: results })).hits.map(({ recordingId }) => recordingId)).toEqual([foreign]);
});

it('a reviewer learns from no figure, and no file of figures, what was found in their own or their team’s session', async () => {
  const day = (offsetMs: number): string => new Date(Date.now() + offsetMs).toISOString().slice(0, 10);
  const days = `from=${day(-2 * DAY_MS)}&to=${day(DAY_MS)}`;
  // Whoever has asked for so much has to wait for an answer.
  const told = (role: StaffRole, path: string) =>
    eventually(async () => {
      const answer = await counter.ask('GET', path, people.get(role) ?? {});
      return answer.status === 200 ? answer : undefined;
    }, 40_000);
  const figures = async (role: StaffRole) => ReviewFigures.parse((await told(role, `/v1/review-figures?${days}`)).body);
  const csv = async (role: StaffRole) => String((await told(role, `/v1/review-export?${days}&format=csv`)).body);
  const numbers = new Map<Relation, string>();
  for (const [relation, { sale }] of sales)
    numbers.set(relation, (await counter.database.prisma.session.findUniqueOrThrow({ where: { id: sale.sessionId } })).number);
  const [ofOthers, known] = [await figures('reviewer'), await figures('supervisor')];
  expect(ofOthers).toMatchObject({ recordings: 1, inspected: 1, leftOut: 2, agents: [{ inspected: 1 }] });
  expect(known).toMatchObject({ recordings: 3, inspected: 3, leftOut: 0 });
  const [mine, theirs] = [await csv('reviewer'), await csv('supervisor')];
  for (const [relation, number] of numbers) {
    expect(mine.includes(number), relation).toBe(relation === 'foreign');
    expect(theirs).toContain(number);
  }
});
