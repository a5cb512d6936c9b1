import { createHmac } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ApiClientId,
  type CustomerSessionView,
  newId,
  type ParticipantId,
  type RecordingDetail,
  type RecordingId,
  type SessionEvent,
  type WebhookMessage,
  type Timeline,
} from '@guichet/protocol';
import { readFacts } from '@guichet/rules';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadDataKey } from './keys/data-key.ts';
import { sealSecret } from './keys/sealed-secret.ts';
import { checksumsOfFile } from './recordings/journal-contents.ts';
import { MKV_NAME } from './recordings/mux-report.ts';
import { eventually } from './testing/eventually.ts';
import { CustomerPage, StaffPage } from './testing/page-client.ts';
import { RecordingNode } from './testing/recording-node.ts';
import { cookieOf, type SignedIn, WholeCounter } from './testing/whole-counter.ts';
import { webhookSecretPlace } from './webhooks/webhook-secrets.ts';
import { newWebhookSecret } from './webhooks/webhook-signature.ts';

/** Personal values and texts, each of which must stand nowhere but under `pii`. */
const MARKED = {
  name: '王小明 MARKEDNAME',
  phone: '13800MARKED',
  idNumber: 'MARKED110101199003077',
  chat: 'MARKEDCHAT my account is 6222',
  notes: 'MARKEDNOTES wants more',
  comment: 'MARKEDCOMMENT thank you',
} as const;

let counter: WholeCounter;
let folder: string;
let node: RecordingNode;
let receiver: Server;
const received: { headers: IncomingHttpHeaders; body: string }[] = [];
const webhookSecret = newWebhookSecret();
const secrets: string[] = [webhookSecret];
let agent: SignedIn;
let customer: CustomerPage;
let desk: StaffPage;
let sessionId: CustomerSessionView['sessionId'];
let recordingId: RecordingId;
let refuseWebhooks = 1;
const pageKey = 'k'.repeat(43);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'guichet-journey-'));
  const storeDir = join(folder, 'store');
  receiver = createServer((request, response) => {
    let body = '';
    request
      .on('data', (text) => (body += text))
      .on('end', () => {
        response.statusCode = refuseWebhooks-- > 0 ? 503 : 204;
        if (response.statusCode === 204) received.push({ headers: request.headers, body });
        response.end();
      });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  const keyFile = join(folder, 'node.public.jwk');
  counter = await WholeCounter.start({ STORE_DIR: storeDir, NODE_ENROL_KEY: keyFile });
  node = new RecordingNode(counter.url, storeDir);
  await writeFile(keyFile, JSON.stringify(node.keys.publicKey.export({ format: 'jwk' })));
  await node.prepare(30);
  await node.node.register();
  agent = await counter.signIn('agent');
});

afterAll(async () => {
  customer?.close();
  desk?.close();
  await node?.end();
  await counter?.end();
  receiver?.close();
  await rm(folder, { recursive: true, force: true });
});

/** Keeps the node's heart beating while something else is waited for. */
async function beating<T>(work: () => Promise<T>): Promise<T> {
  const timer = setInterval(() => void node.beat().catch(() => undefined), 400);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}

describe('a session from link to replay', () => {
  it('is opened by the bank and entered by link', async () => {
    const id = newId('api');
    const dataKey = await loadDataKey(join(counter.dataDir, 'keys', 'data.key'));
    const { port } = receiver.address() as AddressInfo;
    const apiKey = await counter.addApiClient({
      id,
      webhookUrl: `http://127.0.0.1:${port}/hook`,
      webhookSecret: sealSecret(dataKey, webhookSecretPlace(ApiClientId.parse(id)), Buffer.from(webhookSecret)),
    });
    const opened = await counter.ask('POST', '/v1/sessions', {
      apiKey,
      body: {
        serviceTypeId: counter.bank.loans,
        language: 'zh-CN',
        customer: { name: MARKED.name, phone: MARKED.phone, idNumber: MARKED.idNumber },
      },
    });
    expect(opened.status).toBe(200);
    const { entryUrl } = opened.body as { entryUrl: string };
    const secret = new URL(entryUrl).hash.replace(/^#\w+=/, '');
    const entered = await counter.ask('POST', '/v1/entry/exchange', { body: { secret, language: 'zh-CN' } });
    const view = entered.body as CustomerSessionView;
    sessionId = view.sessionId;
    const cookie = cookieOf(entered);
    secrets.push(apiKey, secret, cookie.split('=')[1] ?? '', agent.cookie.split('=')[1] ?? '', agent.csrf);
    customer = new CustomerPage({ url: counter.url, cookie });
    const [notice] = view.notices;
    const ready = await customer.request('consent.decide', {
      kind: 'recording',
      textVersion: notice?.textVersion ?? '',
      language: 'zh-CN',
      decision: 'accepted',
    });
    expect(ready.status).toBe('ready');
  });

  it('waits, rings and becomes a call on an enrolled node', () =>
    beating(async () => {
      desk = new StaffPage({ url: counter.url, cookie: agent.cookie });
      await desk.request('status.choose', { status: 'idle' });
      await customer.request('ticket.take', {});
      const offer = await eventually(() => desk.view?.offer);
      await desk.request('offer.accept', { offerId: offer.offerId });
      await eventually(() => customer.view?.call);
      const [mine, theirs] = await Promise.all([
        customer.request('call.join', { pageKey }),
        desk.request('call.join', { sessionId, pageKey }),
      ]);
      expect(mine.roomId).toBe(theirs.roomId);
      expect(mine.participantId).not.toBe(theirs.participantId);
      secrets.push(mine.token, theirs.token);
      await node.record([mine.participantId, theirs.participantId]);
      recordingId = node.plan?.recording?.recordingId as RecordingId;
      const at = Date.now();
      await node.node.report(
        { type: 'peer.joined', at, roomId: mine.roomId, participantId: mine.participantId as ParticipantId },
        { type: 'peer.joined', at, roomId: mine.roomId, participantId: theirs.participantId as ParticipantId },
      );
      expect(customer.view?.recording).toMatchObject({ recordingId, status: 'starting' });
    }));

  it('is confirmed to both parties, and both are told within 2 s when the node falls silent, and when it is back', async () => {
    await beating(async () => {
      await node.say({ status: 'recording' });
      await eventually(() => customer.view?.recording?.status === 'recording' && desk.view?.workbench?.recording?.status === 'recording');
    });

    const silentAtMs = performance.now();
    await eventually(() => customer.view?.recording?.status === 'degraded' && desk.view?.workbench?.recording?.status === 'degraded');
    const toldAfterMs = [customer.told, desk.told].map(
      (told) => (told.findLast(({ atMs }) => atMs > silentAtMs)?.atMs ?? Infinity) - silentAtMs,
    );
    expect(Math.max(...toldAfterMs)).toBeLessThan(2_000);
    console.info(`silent node: both told after ${toldAfterMs.map(Math.round).join(' and ')} ms`);
    expect(customer.view?.recording?.trouble).toBe('node_away');

    // The node was there all the time: what it said last is true again, it need not repeat it.
    await beating(() => eventually(() => customer.view?.recording?.status === 'recording'));
  });

  it('goes on when the connection of the node breaks off and comes back', async () => {
    node.node.close();
    await eventually(() => customer.view?.recording?.status === 'degraded');
    await node.comeBack();
    await beating(async () => {
      await node.say({ status: 'recording' });
      await eventually(() => customer.view?.recording?.status === 'recording');
      // Trouble that the node itself knows of is passed on as it is.
      await node.say({ status: 'degraded', trouble: 'track_silent' });
      await eventually(() => desk.view?.workbench?.recording?.trouble === 'track_silent');
      await node.say({ status: 'recording' });
      expect((await desk.request('desk.get', {})).workbench?.recording).toMatchObject({ status: 'recording', trouble: null });
    });
  });

  it('goes on over a restart of the counter', () =>
    beating(async () => {
      await counter.restart();
      await node.comeBack();
      await node.say({ status: 'recording' });
      await eventually(() => customer.socket.connected && desk.socket.connected, 10_000);
      const view = await customer.request('session.get', {});
      expect(view).toMatchObject({ status: 'in_call', recording: { recordingId, status: 'recording' } });
      expect(node.node.commands.filter(({ name }) => name === 'room.close')).toEqual([]);
    }));

  it('ends, is wrapped up and rated', () =>
    beating(async () => {
      await customer.request('chat.send', { messageId: newId('msg'), text: MARKED.chat });
      await desk.request('call.end', { sessionId });
      await eventually(() => node.node.commands.find(({ name }) => name === 'room.close'));
      await desk.request('wrapUp.save', { sessionId, notes: MARKED.notes, outcome: 'done' });
      await customer.request('session.rate', { stars: 5, comment: MARKED.comment });
      // What is written of a call still grows for a moment after its end: no head is given for the last before it is.
      expect((await customer.request('session.get', {})).receipt).toMatchObject({ final: false });
      await node.finish();
      const { receipt } = await customer.request('session.get', {});
      const closed = await counter.database.prisma.recording.findUniqueOrThrow({ where: { id: recordingId } });
      expect(receipt).toMatchObject({ final: true, chunks: closed.chunks, recordingHead: closed.head });
      expect(receipt?.recordingHead).toMatch(/^[0-9a-f]{64}$/);
    }));

  it(
    'is muxed from the store, and ready',
    () =>
      beating(async () => {
        const row = await eventually(async () => {
          const found = await counter.database.prisma.recording.findUnique({ where: { id: recordingId } });
          return found?.status === 'ready' || found?.status === 'failed' ? found : null;
        }, 40_000);
        expect(row).toMatchObject({ status: 'ready', failure: null, trouble: null, shipped: true });
        expect(row.muxReport).toMatchObject({
          damage: {},
          tracks: [{ kind: 'video' }, { kind: 'audio' }, { kind: 'video' }, { kind: 'audio' }],
        });
        const events = await counter.database.prisma.sessionEvent.findMany({
          where: { sessionId, type: { startsWith: 'recording.' } },
          orderBy: { seq: 'asc' },
        });
        // It goes into the archive right after it was muxed: before or after this look.
        const later = ['recording.chunk_closed', 'recording.archived'];
        const types = events.map(({ type }) => type).filter((type) => !later.includes(type));
        expect(types.slice(0, 4)).toEqual(['recording.started', 'recording.confirmed', 'recording.degraded', 'recording.recovered']);
        expect(types.slice(-2)).toEqual(['recording.stopped', 'recording.muxed']);
      }),
    60_000,
  );
});

describe('the replay', () => {
  it('shows all parties, the customer by a masked name', async () => {
    const reviewer = await counter.signIn('reviewer');
    const list = (await counter.ask('GET', '/v1/recordings', reviewer)).body as {
      recordings: { recordingId: string; customerName: string }[];
    };
    expect(list.recordings).toHaveLength(1);
    const detail = (await counter.ask('GET', `/v1/recordings/${recordingId}`, reviewer)).body as RecordingDetail;
    expect(detail).toMatchObject({ status: 'ready', mayDownload: true, parties: [{ role: 'customer' }, { role: 'agent' }] });
    expect(detail.tracks.every(({ url }) => url !== null)).toBe(true);
    expect(JSON.stringify([list, detail])).not.toMatch(/MARKED/);
  });

  it('serves each track by ranges, in a form that browsers play', async () => {
    const reviewer = await counter.signIn('reviewer');
    const detail = (await counter.ask('GET', `/v1/recordings/${recordingId}`, reviewer)).body as RecordingDetail;
    // The picture of the customer in which nobody can be recognised is made a moment later.
    await eventually(
      async () => (await counter.database.prisma.replayMaterial.findUnique({ where: { recordingId } }))?.status === 'ready',
      30_000,
    );
    for (const track of detail.tracks) {
      const part = await counter.ask('GET', track.url ?? '', { ...reviewer, headers: { range: 'bytes=0-99' } });
      expect(part.status).toBe(206);
      expect(part.headers.get('content-range')).toMatch(/^bytes 0-99\/\d+$/);
      expect(part.headers.get('content-type')).toMatch(track.kind === 'audio' ? /^audio\/webm/ : /^video\/(webm|mp4)/);
      expect(part.headers.get('cache-control')).toBe('no-store');
      expect((await counter.ask('GET', track.url ?? '', { ...reviewer, headers: { range: 'bytes=999999999-' } })).status).toBe(416);
    }
  });

  it('comes with what was found when its pictures and sound were looked at', async () => {
    const inspections = () => counter.database.prisma.inspection.findMany({ where: { recordingId } });
    await eventually(async () => (await inspections()).length === 1, 60_000);
    const [inspection] = await inspections();
    const { looks, sound, tracks } = readFacts(inspection?.facts) ?? expect.unreachable();
    const lookedFor = (check: string) => looks?.filter((look) => look.check === check && look.lookedMs > 0).length;
    const of = (kind: string) => tracks?.filter((track) => track.kind === kind && track.playable).length;
    expect([lookedFor('black'), lookedFor('face_absent')]).toEqual([of('video'), of('video')]);
    expect([lookedFor('noisy'), sound?.length]).toEqual([of('audio'), of('audio')]);
    const reviewer = await counter.signIn('supervisor');
    const timeline = (await counter.ask('GET', `/v1/recordings/${recordingId}/timeline`, reviewer)).body as Timeline;
    expect(timeline.inspectionProgress).toBeNull();
    expect(timeline.findings?.find(({ ruleId }) => ruleId === 'own-picture')?.result).not.toBe('not_evaluated');
  }, 90_000);

  it('is carried away by those who may and say why, as Matroska or MP4', async () => {
    const reviewer = await counter.signIn('reviewer');
    const refused = await counter.ask('GET', `/v1/recordings/${recordingId}/download`, reviewer);
    expect(refused).toMatchObject({ status: 403, body: { code: 'unmask_first' } });
    await counter.ask('POST', `/v1/recordings/${recordingId}/unmask`, { ...reviewer, body: { reason: 'complaint' } });
    for (const [format, magic] of [
      ['mkv', '1a45dfa3'],
      ['mp4', '66747970'],
    ] as const) {
      const response = await fetch(`${counter.url}/v1/recordings/${recordingId}/download?format=${format}`, {
        headers: { cookie: reviewer.cookie },
      });
      expect(response.status).toBe(200);
      expect(response.headers.get('content-disposition')).toMatch(new RegExp(`^attachment; filename="S-[0-9-]+\\.${format}"$`));
      expect(
        Buffer.from(await response.arrayBuffer())
          .subarray(0, 12)
          .toString('hex'),
      ).toContain(magic);
    }
  });

  it('is for the agents who were in the call, and for no other', async () => {
    expect((await counter.ask('GET', `/v1/recordings/${recordingId}`, agent)).body).toMatchObject({ mayDownload: false });
    const detail = (await counter.ask('GET', `/v1/recordings/${recordingId}`, agent)).body as RecordingDetail;
    const stranger = await counter.signIn('agent');
    expect((await counter.ask('GET', '/v1/recordings', stranger)).body).toEqual({ recordings: [] });
    for (const path of [`/v1/recordings/${recordingId}`, detail.tracks[0]?.url ?? '']) {
      expect((await counter.ask('GET', path, agent)).status).toBe(200);
      expect(await counter.ask('GET', path, stranger)).toMatchObject({ status: 404, body: { code: 'not_found' } });
    }
  });

  it('leaves its traces in the audit trail, one for each look', async () => {
    const trail = await counter.database.prisma.auditEvent.findMany({ where: { object: recordingId, staffId: agent.staffId } });
    expect(trail.map(({ action }) => action).toSorted()).toEqual(['recording.played', 'recording.viewed']);
  });

  it('comes back when the files are lost: they are made again from the store', async () => {
    const reviewer = await counter.signIn('reviewer');
    const { tracks } = (await counter.ask('GET', `/v1/recordings/${recordingId}`, reviewer)).body as RecordingDetail;
    await counter.ask('POST', `/v1/recordings/${recordingId}/unmask`, { ...reviewer, body: { reason: 'investigation' } });
    await rm(join(counter.dataDir, 'media', recordingId), { recursive: true });
    expect(await counter.ask('GET', tracks[0]?.url ?? '', reviewer)).toMatchObject({ status: 409, body: { code: 'recording_not_ready' } });
    await eventually(
      async () => (await counter.ask('GET', tracks[0]?.url ?? '', { ...reviewer, headers: { range: 'bytes=0-9' } })).status === 206,
      20_000,
    );
    // What a seal vouches for is this file, and not one like it.
    const { media } = await counter.database.prisma.recordingContents.findUniqueOrThrow({ where: { recordingId } });
    expect(await checksumsOfFile(join(counter.dataDir, 'media', recordingId, MKV_NAME))).toEqual(media);
  });
});

describe('the bank', () => {
  it('is told of start, end and recording, signed, though its system was away at first', async () => {
    await eventually(() => received.length >= 3, 30_000);
    const messages = received.map(({ body }) => JSON.parse(body) as WebhookMessage);
    expect(messages.map(({ type }) => type).toSorted()).toEqual(['recording.ready', 'session.ended', 'session.started']);
    const key = Buffer.from(webhookSecret.replace('whsec_', ''), 'base64');
    for (const { headers, body } of received) {
      const expected = createHmac('sha256', key)
        .update(`${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`)
        .digest('base64');
      expect(headers['webhook-signature']).toBe(`v1,${expected}`);
    }
    expect(new Set(received.map(({ headers }) => headers['webhook-id'])).size).toBe(3);
  });
});

describe('after all this', () => {
  it('the log of the session is whole', async () => {
    const supervisor = await counter.signIn('supervisor');
    const { events } = (await counter.ask('GET', `/v1/sessions/${sessionId}/events`, supervisor)).body as { events: SessionEvent[] };
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
    expect(JSON.stringify(events)).not.toMatch(/MARKED|王小明/);
    const trail = await counter.database.prisma.auditEvent.findMany({ where: { object: sessionId } });
    expect(trail).toMatchObject([{ action: 'session.log_viewed', staffId: supervisor.staffId }]);
  });

  it('nothing that was logged holds a name, a number, a text, a secret or a token', async () => {
    const text = counter.logged.join('');
    expect(counter.logged.length).toBeGreaterThan(30);
    for (const word of [...Object.values(MARKED).flatMap((value) => value.split(' ')), ...secrets, agent.password]) {
      if (word.length >= 3) expect(text.includes(word), word).toBe(false);
    }
    // Anything that looks like a token, an address or a cookie.
    expect(text).not.toMatch(/eyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\./);
    expect(text).not.toMatch(/127\.0\.0\.1(?!:\d+")/);
    expect(text).not.toMatch(/guichet_(staff|device)=/);
  });

  it('no secret stands in the database in clear', async () => {
    const tables = await counter.database.prisma.$queryRaw<
      { name: string }[]
    >`select tablename as name from pg_tables where schemaname in ('public', 'pgboss')`;
    let dump = '';
    for (const { name } of tables) {
      const schema = /^[A-Z_]/.test(name) ? 'public' : 'pgboss';
      const rows = await counter.database.prisma.$queryRawUnsafe<{ row: string }[]>(`select t::text as row from "${schema}"."${name}" t`);
      dump += rows.map(({ row }) => row).join('\n');
    }
    expect(dump).toContain(sessionId);
    for (const word of [
      MARKED.name,
      MARKED.phone,
      MARKED.idNumber,
      MARKED.chat,
      MARKED.notes,
      MARKED.comment,
      webhookSecret,
      ...secrets.filter((secret) => secret !== agent.csrf),
    ]) {
      expect(dump.includes(word), word).toBe(false);
    }
  });
});
