import { spawnSync } from 'node:child_process';
import { createHash, type KeyObject } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FoundMoment, newId, type SearchReply, type Timeline, type TimelineNote } from '@guichet/protocol';
import { ffmpegPath } from '@guichet/recording/material';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SessionDocuments } from '../documents/session-documents.ts';
import { loadDataKey } from '../keys/data-key.ts';
import { createCore } from '../sessions/create-core.ts';
import { eventually } from '../testing/eventually.ts';
import { SeededMedia } from '../testing/seeded/seeded-media.ts';
import { type SeededSale, seedSale } from '../testing/seeded/seeded-sale.ts';
import { type SignedIn, WholeCounter } from '../testing/whole-counter.ts';

const LENGTH_MS = 300_000;
/** Each must not be in anything that a masked viewer is sent. */
const SECRET = {
  name: '欧阳小明',
  phone: '13912345678',
  customerNumber: '6600987654',
  account: '6217000099998888',
  idNumber: '110105199001010010',
};

let counter: WholeCounter;
let folder: string;
let sale: SeededSale;
let reviewer: SignedIn;
let agent: SignedIn;
let dataKey: KeyObject;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'guichet-replay-'));
  counter = await WholeCounter.start();
  reviewer = await counter.signIn('reviewer');
  agent = await counter.signIn('agent');
  dataKey = await loadDataKey(join(counter.dataDir, 'keys', 'data.key'));
  sale = await seedSale(counter.database, dataKey, {
    serviceTypeId: counter.bank.loans,
    staffId: agent.staffId,
    nodeId: newId('nod'),
    openedAt: Date.UTC(2026, 10, 18, 6),
    lengthMs: LENGTH_MS,
    customer: SECRET,
    account: SECRET.account,
    source: '卖房所得',
    chat: [
      { afterMs: 60_000, from: 'staff', text: '您好，请看一下风险揭示书' },
      { afterMs: 90_000, from: 'customer', text: `我的新电话是 ${SECRET.phone}，我叫${SECRET.name}` },
    ],
  });
  const media = new SeededMedia(join(folder, 'media'));
  await media.make();
  await media.place(counter.database, counter.dataDir, sale);
}, 120_000);
afterAll(async () => {
  await counter.end();
  await rm(folder, { recursive: true, force: true });
});

const at = (rest: string): string => `/v1/recordings/${sale.recordingId}${rest}`;
const timelineOf = async (who: SignedIn): Promise<Timeline> => {
  const answer = await counter.ask('GET', at('/timeline'), who);
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return answer.body as Timeline;
};
const track = (who: 'customer' | 'agent', source: string): string =>
  sale.tracks.filter((candidate) => candidate.source === source)[who === 'customer' ? 0 : 1]?.trackId ?? '';

async function bytesOf(path: string, who: SignedIn): Promise<Buffer> {
  const response = await fetch(`${counter.url}${path}`, { headers: { cookie: who.cookie } });
  expect(response.status, path).toBe(200);
  return Buffer.from(await response.arrayBuffer());
}

/** How much one point differs from its neighbour, on average: what is fine is lost first. */
async function fineness(bytes: Buffer, name: string, second: number | null, part: string): Promise<number> {
  const path = join(folder, name);
  await writeFile(path, bytes);
  const seek = second === null ? [] : ['-ss', String(second)];
  const args = [...seek, '-i', path, '-frames:v', '1', '-vf', `${part},scale=640:288`, '-pix_fmt', 'gray', '-f', 'rawvideo', '-'];
  const { stdout, status } = spawnSync(ffmpegPath, ['-v', 'error', ...args], { maxBuffer: 1 << 26 });
  expect(status).toBe(0);
  let sum = 0;
  for (let point = 1; point < stdout.length; point++)
    if (point % 640 !== 0) sum += Math.abs((stdout[point] ?? 0) - (stdout[point - 1] ?? 0));
  return sum / stdout.length;
}

describe('the timeline', () => {
  it('has everything of the log on the recording’s clock', async () => {
    const timeline = await timelineOf(reviewer);
    expect(timeline.flow).toMatchObject({ key: 'wealth-sale' });
    expect(timeline.segments.map(({ segment }) => segment)).toEqual([
      'opening',
      'identity',
      'assessment',
      'pitch',
      'disclosure',
      'confirmation',
      'signing',
    ]);
    for (const [index, { fromMs, untilMs }] of timeline.segments.entries()) {
      expect(untilMs).toBeGreaterThan(fromMs);
      expect(fromMs).toBeGreaterThanOrEqual(timeline.segments[index - 1]?.untilMs ?? -10_000);
    }
    expect(timeline.scriptLines.map(({ line, evidence }) => `${line} ${evidence}`)).toContain('capital acknowledged');
    expect(timeline.scriptLines.every(({ fromMs, untilMs }) => untilMs > fromMs)).toBe(true);
    expect(timeline.answers).toMatchObject([{ kind: 'expected', how: 'tapped', answer: { en: expect.stringMatching(/own will/) } }]);
    expect(timeline.forms.map(({ entries }) => entries.length)).toEqual([8, 6]);
    expect(timeline.documents).toMatchObject([
      { pages: 2, turns: [{ page: 1 }, { page: 1 }, { page: 2 }], signatures: [{}, {}, {}], mayOpen: false },
    ]);
    expect(timeline.documents[0]?.sealedAtMs).toBeGreaterThan(timeline.documents[0]?.signatures.at(-1)?.atMs ?? Infinity);
    expect(timeline.checks.map(({ check, decision }) => `${check} ${decision}`)).toEqual([
      'consent pass',
      'device pass',
      'identity_document pass',
      'liveness pass',
      'face_match pass',
    ]);
    expect(timeline.warnings.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['packet_loss', 'asked_again']));
    expect(timeline.chat).toHaveLength(2);
    expect(timeline.chat[1]?.atMs).toBe(90_000);
    expect(timeline.chunks.length).toBeGreaterThan(LENGTH_MS / 2_000 - 5);
    expect(timeline.parties.map(({ role, quality }) => [role, quality.length > 50])).toEqual([
      ['customer', true],
      ['agent', true],
    ]);
  });

  it('gets waveforms, speech and small pictures from a job, and is played masked meanwhile', async () => {
    await eventually(async () => {
      const row = await counter.database.prisma.replayMaterial.findUnique({ where: { recordingId: sale.recordingId } });
      return row?.status === 'ready';
    }, 60_000);
    const timeline = await timelineOf(reviewer);
    expect(timeline.material).toBe('ready');
    const [customer, served] = timeline.parties;
    expect(customer?.tracks.map(({ picture }) => picture).toSorted()).toEqual(['blurred', 'none']);
    expect(served?.tracks.map(({ picture }) => picture).toSorted()).toEqual(['clear', 'none']);
    for (const { tracks } of timeline.parties) {
      const sound = tracks.find(({ kind }) => kind === 'audio');
      expect(sound?.speech?.length).toBeGreaterThan(20);
      const peaks = await bytesOf(at(`/tracks/${sound?.trackId}/peaks`), reviewer);
      expect(Math.abs(peaks.length / (sound?.peaksPerSecond ?? 1) - timeline.durationMs / 1_000)).toBeLessThan(1);
      const picture = tracks.find(({ kind }) => kind === 'video');
      expect(picture?.thumbnails).toMatchObject({ everyMs: 2_000, columns: 10 });
    }
  }, 90_000);
});

describe('what masked viewers are sent', () => {
  const VIEWERS = [
    ['reviewer', () => reviewer],
    ['agent of the session', () => agent],
  ] as const;

  it.each(VIEWERS)('%s: no name, no number', async (_name, who) => {
    const timeline = await timelineOf(who());
    expect(timeline).toMatchObject({ masked: true, unmaskedUntil: null });
    const captions = (await bytesOf(at('/captions?language=zh-CN'), who())).toString();
    expect(captions).toMatch(/^WEBVTT\n/);
    for (const secret of Object.values(SECRET)) for (const sent of [JSON.stringify(timeline), captions]) expect(sent).not.toContain(secret);
    expect(timeline.parties[0]?.displayName).toBe('欧**明');
    expect(timeline.chat[1]?.text).toMatchObject({ masked: true, text: expect.stringContaining('139****5678') });
  });

  it('the customer’s picture without anything fine in it: video, small pictures, stills', async () => {
    const masked = {
      video: await bytesOf(at(`/tracks/${track('customer', 'camera')}`), reviewer),
      sheet: await bytesOf(at(`/tracks/${track('customer', 'camera')}/thumbnails`), reviewer),
      still: await bytesOf(at(`/tracks/${track('customer', 'camera')}/still?atMs=10000`), reviewer),
    };
    expect((await counter.ask('GET', at('/download'), reviewer)).body).toMatchObject({ code: 'unmask_first' });
    expect((await counter.ask('POST', at('/unmask'), { ...reviewer, body: { reason: 'investigation' } })).status).toBe(200);
    const clear = {
      video: await bytesOf(at(`/tracks/${track('customer', 'camera')}`), reviewer),
      sheet: await bytesOf(at(`/tracks/${track('customer', 'camera')}/thumbnails`), reviewer),
      still: await bytesOf(at(`/tracks/${track('customer', 'camera')}/still?atMs=10000`), reviewer),
    };
    for (const what of ['video', 'sheet', 'still'] as const) {
      const second = what === 'video' ? 10 : null;
      // Above the viewer's mark, which is fine in both; of a sheet one small picture.
      const part = what === 'sheet' ? 'crop=150:60:5:5' : 'crop=iw:ih*0.8:0:0';
      const [hidden, shown] = [
        await fineness(masked[what], `m-${what}`, second, part),
        await fineness(clear[what], `c-${what}`, second, part),
      ];
      console.info(
        `${what}: fineness ${hidden.toFixed(2)} masked, ${shown.toFixed(2)} clear; ${masked[what].length} and ${clear[what].length} bytes`,
      );
      expect(hidden).toBeLessThan(shown / 2);
    }
    const timeline = await timelineOf(reviewer);
    expect(timeline).toMatchObject({ masked: false, mayUnmask: true, parties: [{ displayName: SECRET.name }, {}] });
    expect(timeline.chat[1]?.text.text).toContain(SECRET.phone);
    // Of one viewer and of no other.
    expect(await timelineOf(await counter.signIn('reviewer'))).toMatchObject({ masked: true });
    expect((await counter.ask('DELETE', at('/unmask'), { ...reviewer })).status).toBe(200);
    expect(await timelineOf(reviewer)).toMatchObject({ masked: true });
    expect((await bytesOf(at(`/tracks/${track('customer', 'camera')}`), reviewer)).equals(masked.video)).toBe(true);
  }, 60_000);

  it('no document before there is a reason, and then the document itself; each look is audited', async () => {
    const { database } = counter;
    const core = createCore({ database, dataKey, logger: pino({ level: 'silent' }), clock: () => sale.originMs });
    const pdf = Buffer.from(`%PDF-1.7 ${SECRET.name} ${SECRET.phone}`);
    const { documentId } = await new SessionDocuments(core, dataKey).keep({
      sessionId: sale.sessionId,
      idempotencyKey: 'order form',
      template: 'order-form',
      pdf,
      hash: createHash('sha256').update(pdf).digest('hex'),
      pages: 1,
      signed: null,
    });
    const path = `/v1/session-documents/${documentId}`;
    // The agent as well, once what is to be written of it is written.
    expect((await bytesOf(path, agent)).equals(pdf)).toBe(true);
    await database.prisma.session.update({ where: { id: sale.sessionId }, data: { wrapUpDue: false } });
    for (const who of [reviewer, await counter.signIn('supervisor'), agent]) {
      const refused = await counter.ask('GET', path, who);
      expect([refused.status, refused.body]).toMatchObject([403, { code: 'unmask_first' }]);
      for (const secret of Object.values(SECRET)) expect(JSON.stringify(refused.body)).not.toContain(secret);
    }
    expect((await counter.ask('GET', path, await counter.signIn('agent'))).status).toBe(404);
    await counter.ask('POST', at('/unmask'), { ...reviewer, body: { reason: 'investigation' } });
    expect((await bytesOf(path, reviewer)).equals(pdf)).toBe(true);
    await counter.ask('DELETE', at('/unmask'), reviewer);
    expect((await counter.ask('GET', path, reviewer)).status).toBe(403);
    const looks = await database.prisma.auditEvent.findMany({
      where: { action: 'document.viewed', object: documentId },
      orderBy: { id: 'asc' },
    });
    expect(looks.map(({ staffId }) => staffId)).toEqual([agent.staffId, reviewer.staffId]);
  });

  it('the picture carries who took it: two viewers get two pictures', async () => {
    const other = await counter.signIn('reviewer');
    const path = at(`/tracks/${track('agent', 'camera')}/still?atMs=5000`);
    expect((await bytesOf(path, reviewer)).equals(await bytesOf(path, other))).toBe(false);
  });
});

describe('whoever may not', () => {
  it.each(['agent', 'admin'] as const)('%s does not unmask', async (role) => {
    const who = await counter.signIn(role);
    expect((await counter.ask('POST', at('/unmask'), { ...who, body: { reason: 'identify' } })).status).toBe(403);
  });

  it('an agent of another session finds nothing of it', async () => {
    const stranger = await counter.signIn('agent');
    const video = track('agent', 'camera');
    const sound = track('customer', 'microphone');
    for (const path of [
      '/timeline',
      '/captions',
      `/tracks/${video}`,
      `/tracks/${video}/thumbnails`,
      `/tracks/${video}/still?atMs=1`,
      `/tracks/${sound}/peaks`,
    ])
      expect((await counter.ask('GET', at(path), stranger)).status, path).toBe(404);
    expect((await counter.ask('POST', at('/watched'), { ...stranger, body: { seeks: [{ fromMs: 0, toMs: 1 }] } })).status).toBe(404);
  });

  it('an agent sees neither notes nor findings of their own session', async () => {
    const added = await counter.ask('POST', at('/notes'), { ...reviewer, body: { atMs: 1_000, text: '请看这里' } });
    expect(added.status).toBe(200);
    expect(await timelineOf(agent)).toMatchObject({ notes: [], findings: null });
    expect((await timelineOf(reviewer)).notes).toMatchObject([{ text: '请看这里', mine: true }]);
    const other = await counter.signIn('reviewer');
    const { noteId } = added.body as TimelineNote;
    expect((await counter.ask('DELETE', at(`/notes/${noteId}`), other)).status).toBe(404);
    expect((await counter.ask('DELETE', at(`/notes/${noteId}`), reviewer)).status).toBe(200);
    expect((await timelineOf(reviewer)).notes).toEqual([]);
    const row = await counter.database.prisma.replayNote.findUniqueOrThrow({ where: { id: noteId } });
    expect(Buffer.from(row.text).toString('utf8')).not.toContain('请看');
  });
});

describe('what is looked for', () => {
  const search = async (query: object): Promise<SearchReply> => {
    const answer = await counter.ask('POST', '/v1/search', { ...reviewer, body: { query } });
    expect(answer.status, JSON.stringify(answer.body)).toBe(200);
    return answer.body as SearchReply;
  };

  it('is found by name, number, words of forms and chat, in Chinese and Latin', async () => {
    await counter.restart();
    await eventually(async () => (await counter.database.prisma.searchEntry.count({ where: { sessionId: sale.sessionId } })) === 1, 20_000);
    for (const query of [
      { customerName: SECRET.name },
      { number: '139 1234 5678' },
      { number: SECRET.customerNumber },
      { number: SECRET.account },
      { text: '卖房' },
      { text: '风险揭示书' },
      { text: 'Loan signing' },
      { products: ['wealth_product'], outcomes: ['completed'] },
    ]) {
      const { hits, total } = await search(query);
      expect(total, JSON.stringify(query)).toBe(1);
      expect(hits[0]).toMatchObject({
        recordingId: sale.recordingId,
        customerName: '欧**明',
        outcome: 'completed',
        product: 'wealth_product',
      });
    }
    for (const query of [{ customerName: '欧阳大明' }, { number: '13900000000' }, { text: '卖车' }])
      expect((await search(query)).total).toBe(0);
    const { facets } = await search({});
    expect(facets.products).toEqual([{ value: 'wealth_product', count: 1, label: null }]);
    expect(facets.agentIds[0]).toMatchObject({ value: agent.staffId, count: 1 });
  }, 40_000);

  it('is found inside the recording and shown masked', async () => {
    const answer = await counter.ask('POST', at('/search'), { ...reviewer, body: { text: SECRET.phone } });
    const { moments } = answer.body as { moments: FoundMoment[] };
    expect(moments).toMatchObject([{ kind: 'chat', atMs: 90_000 }]);
    expect(JSON.stringify(moments)).not.toContain(SECRET.phone);
  });

  it('stands in the index as nothing that could be read', async () => {
    const rows = await counter.database.prisma.$queryRaw<{ text: string }[]>`select "SearchEntry"::text as text from "SearchEntry"`;
    const dump = JSON.stringify(rows);
    for (const secret of [...Object.values(SECRET), '卖房']) expect(dump).not.toContain(secret);
    for (const secret of Object.values(SECRET)) expect(counter.logged.join('\n')).not.toContain(secret);
  });

  it('leaves as CSV with masked names and with who took it', async () => {
    const response = await fetch(`${counter.url}/v1/search/export`, {
      method: 'POST',
      headers: { cookie: reviewer.cookie, 'x-guichet-csrf': reviewer.csrf, origin: counter.url, 'content-type': 'application/json' },
      body: JSON.stringify({ query: {}, language: 'zh-CN' }),
    });
    const text = await response.text();
    expect(response.headers.get('content-type')).toMatch(/^text\/csv/);
    expect(text).toContain('欧**明');
    expect(text).toContain(reviewer.staffNumber);
    expect(text).not.toContain(SECRET.name);
  });

  it('is kept for oneself under a name, sealed', async () => {
    const view = { name: '欧阳先生', query: { customerName: SECRET.name } };
    const saved = await counter.ask('POST', '/v1/search/views', { ...reviewer, body: view });
    expect(saved).toMatchObject({ status: 200, body: view });
    expect((await counter.ask('GET', '/v1/search/views', reviewer)).body).toMatchObject({ views: [view] });
    expect((await counter.ask('GET', '/v1/search/views', await counter.signIn('reviewer'))).body).toEqual({ views: [] });
    const { savedViewId } = saved.body as { savedViewId: string };
    expect((await counter.ask('DELETE', `/v1/search/views/${savedViewId}`, await counter.signIn('admin'))).status).toBe(404);
    expect((await counter.ask('DELETE', `/v1/search/views/${savedViewId}`, reviewer)).status).toBe(200);
  });
});

describe('the audit trail', () => {
  it('knows every look, jump, reason and export, and no personal value', async () => {
    await counter.ask('POST', at('/watched'), {
      ...reviewer,
      body: {
        seeks: [
          { fromMs: 0, toMs: 90_000 },
          { fromMs: 91_000, toMs: 3_000 },
        ],
      },
    });
    const trail = await counter.database.prisma.auditEvent.findMany({ where: { staffId: reviewer.staffId } });
    const actions = new Set(trail.map(({ action }) => action));
    for (const action of [
      'recording.viewed',
      'recording.played',
      'recording.unmasked',
      'recording.masked',
      'recording.seeked',
      'recording.still_taken',
      'recording.captions_taken',
      'recording.noted',
      'recording.note_removed',
      'search.searched',
      'search.exported',
    ])
      expect(actions, action).toContain(action);
    expect(trail.find(({ action }) => action === 'recording.seeked')?.detail).toEqual({ seeks: 2, places: '0>90000 91000>3000' });
    for (const secret of Object.values(SECRET)) expect(JSON.stringify(trail.map(({ detail }) => detail))).not.toContain(secret);
  });
});

describe('a recording that was deleted', () => {
  it('is refused as such, with the number of the certificate, and its facts still have a page', async () => {
    const deletion = { id: newId('del'), sessionId: sale.sessionId, state: 'deleting', plan: {}, startedAt: new Date() };
    await counter.database.prisma.deletion.create({ data: deletion });
    const refused = { code: 'recording_deleted', certificate: deletion.id };
    const [camera, from] = [track('customer', 'camera'), '?atMs=1000'];
    for (const path of [
      '/timeline',
      '/captions?language=en',
      '/download?format=mkv',
      `/tracks/${camera}`,
      `/tracks/${camera}/still${from}`,
    ])
      expect(await counter.ask('GET', at(path), reviewer), path).toMatchObject({ status: 410, body: refused });
    expect(await counter.ask('POST', at('/unmask'), { ...reviewer, body: { reason: 'complaint' } })).toMatchObject({
      status: 410,
      body: refused,
    });
    const packed = await counter.ask('POST', `/v1/sessions/${sale.sessionId}/evidence`, { ...reviewer, body: { reason: 'dispute' } });
    expect(packed).toMatchObject({ status: 410, body: refused });
    expect(await counter.ask('GET', at(''), reviewer)).toMatchObject({ status: 200 });
    // Who may not know of it learns nothing.
    expect(await counter.ask('GET', at('/timeline'), await counter.signIn('agent'))).toMatchObject({ status: 404 });
  });
});
