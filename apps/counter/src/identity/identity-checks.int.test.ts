import { createHash, createSecretKey, randomBytes } from 'node:crypto';
import { newId, type SessionId, type StaffId, type StaffRole, StillId } from '@guichet/protocol';
import { FlowDefinition } from '@guichet/workflow';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AuditTrail } from '../audit/audit-trail.ts';
import { AuditedLooks } from '../audit/audited-looks.ts';
import type { HttpContext } from '../http/http-handlers.ts';
import { ClearViews } from '../replay/clear-views.ts';
import { bindFlow, callFlow } from '../testing/test-flows.ts';
import { TestPlane } from '../testing/test-plane.ts';
import { IdentityChecks } from './identity-checks.ts';
import { identityHandlers } from './identity-handlers.ts';
import { heldAgainstBank } from './known-to-bank.ts';
import { DocumentHashes } from './document-hashes.ts';
import { registerIdentityServices } from './identity-services.ts';
import { SentStills } from './sent-stills.ts';
import { ShownDocuments } from './shown-documents.ts';

/** How long the sweep leaves an effect to its job, and a little more. */
const JOB_PATIENCE_MS = 6_000;
const MARKED = '11010519491231002X';

let counter: TestPlane;
let handlers: ReturnType<typeof identityHandlers>;
let agent: StaffId;
let others: StaffId;

beforeAll(async () => {
  counter = await TestPlane.create();
  const { core, media, plane } = counter;
  const identity = new IdentityChecks(core, createSecretKey(randomBytes(32)));
  const sentStills = new SentStills(core, identity);
  const shown = new ShownDocuments(core, new DocumentHashes(createSecretKey(randomBytes(32))));
  registerIdentityServices(plane.flowServices, core, { identity, shown, sentStills, media, engines: null, speech: null });
  const looks = new AuditedLooks(new AuditTrail({ database: counter.database, clock: core.clock }), core.clock);
  const clear = new ClearViews({ database: counter.database, clock: core.clock });
  handlers = identityHandlers({ identity, sentStills, core, looks, clear });
  const flow = callFlow('identified', [
    { id: 'card', type: 'identity-document', config: { needs: [], fields: ['name', 'idNumber'] }, port: 'confirmed' },
    { id: 'face', type: 'face-match', config: { needs: [], engine: false }, port: 'confirmed' },
  ]);
  const rejected = ['card', 'face'].map((node) => ({ from: { node, port: 'rejected' }, to: 'no' }));
  await bindFlow(counter.database, counter.bank.loans, FlowDefinition.parse({ ...flow, edges: [...flow.edges, ...rejected] }));
});
afterAll(() => counter.close());
beforeEach(async () => {
  await counter.database.prisma.staff.updateMany({ data: { status: 'offline' } });
  others = await counter.member(['agent']);
  agent = await counter.agent();
});

async function step(sessionId: SessionId) {
  const { workbench } = await counter.staff(agent, 'desk.get', {});
  const [current] = workbench?.flow?.current ?? [];
  if (workbench?.sessionId !== sessionId || current === undefined) throw new Error('No step is open');
  return current;
}

async function act(sessionId: SessionId, action: string, input: object | null): Promise<void> {
  const { nodeRunId } = await step(sessionId);
  await counter.staff(agent, 'step.act', { sessionId, nodeRunId, action, input: input as never });
  // Nobody runs jobs here: the sweep takes over what none has come for.
  await counter.pass(JOB_PATIENCE_MS, { sessions: [sessionId], staff: [agent] });
}

async function cardConfirmed(): Promise<SessionId> {
  const id = await counter.inCall(agent);
  for (const side of ['portrait', 'emblem']) await act(id, 'capture', { side });
  await act(id, 'confirm', { fields: { name: '王明', idNumber: MARKED }, checks: [] });
  return id;
}

/** What a route is asked with, and what of bytes it answered. */
function asStaff(staffId: StaffId, ...roles: StaffRole[]) {
  const sent: { headers: Record<string, string>; bytes: Buffer | null } = { headers: {}, bytes: null };
  const reply = {
    header: (name: string, value: string) => {
      sent.headers[name] = value;
      return reply;
    },
    send: (bytes: Buffer) => void (sent.bytes = bytes),
  };
  const context = { staff: { staffId, roles }, raw: { reply } } as unknown as HttpContext;
  return { context, sent };
}

describe('a check by eye', () => {
  it('shows its pictures to the agent in whose call it was made, and to nobody who has no business with it', async () => {
    const id = await counter.inCall(agent);
    await act(id, 'capture', { side: 'portrait' });
    const [image] = (await step(id)).view['images'] as { what: string; ref: string }[];
    expect(image).toMatchObject({ what: 'portrait', ref: expect.stringMatching(/^\/v1\/identity-stills\/stl_/) });
    const stillId = StillId.parse(image?.ref.split('/').at(-1));
    const read = async (staffId: StaffId, ...roles: StaffRole[]) => {
      const { context, sent } = asStaff(staffId, ...roles);
      await handlers['identity.still']({ params: { stillId }, query: undefined, body: undefined }, context);
      return sent;
    };
    const { bytes, headers } = await read(agent, 'agent');
    expect(bytes?.toString()).toBe(`picture ${counter.media.stills}`);
    expect(headers).toEqual({ 'content-type': 'image/jpeg', 'cache-control': 'private, no-store' });
    await expect(read(others, 'agent')).rejects.toMatchObject({ code: 'not_found' });
    // Of a session that others serve a reviewer sees no face, before there is a recording and a reason.
    await expect(read(others, 'reviewer')).rejects.toMatchObject({ code: 'unmask_first' });
    const looked = await counter.database.prisma.auditEvent.findMany({ where: { action: 'identity.still_viewed', object: stillId } });
    expect(looked.map(({ staffId }) => staffId).toSorted()).toEqual([agent]);
    const row = await counter.database.prisma.identityStill.findUniqueOrThrow({ where: { id: stillId } });
    expect(Buffer.from(row.sealed ?? []).includes('picture')).toBe(false);
    await counter.staff(agent, 'call.end', { sessionId: id });
  });

  it('keeps what came of it in its final shape, by whom, with its pictures; what was read is sealed and the log only commits to it', async () => {
    const id = await cardConfirmed();
    await act(id, 'capture', null);
    await act(id, 'reject', { reason: 'different_person' });
    const { context } = asStaff(others, 'reviewer');
    const { verifications } = await handlers['identity.list']({ params: { sessionId: id }, query: undefined, body: undefined }, context);
    expect(verifications).toMatchObject([
      {
        check: 'identity_document',
        decision: 'pass',
        engine: 'agent',
        engineVersion: '1',
        confidence: null,
        documentType: 'cn_resident_id',
        fields: [
          { name: 'name', value: '王*', masked: true, confidence: null, box: null, correctedBy: null },
          { name: 'idNumber', value: '110***********002X', masked: true },
        ],
        images: [
          { what: 'portrait', stillId: expect.stringMatching(/^stl_/) },
          { what: 'emblem', stillId: expect.stringMatching(/^stl_/) },
        ],
        decidedBy: { role: 'agent', displayName: expect.stringMatching(/^Agent/) },
        decidedAt: expect.any(Number),
      },
      { check: 'face_match', decision: 'fail', reason: 'different_person', images: [{ what: 'live1', stillId: null }] },
    ]);
    const rows = await counter.database.prisma.identityVerification.findMany({ where: { sessionId: id } });
    const events = await counter.core.log.read(id);
    expect(JSON.stringify(events)).not.toContain(MARKED);
    for (const row of rows) expect(Buffer.from(row.sealed ?? []).includes(MARKED)).toBe(false);
    const answered = events.filter(
      ({ type, payload }) => type === 'flow.answered' && (payload as { kind: string }).kind === 'identity.keep',
    );
    expect(answered).toHaveLength(2);
    for (const { payload } of answered) expect(payload).toMatchObject({ result: { kind: 'committed' } });
  });

  it('goes on without a picture where none can be taken, and says that there is none', async () => {
    const id = await counter.inCall(agent);
    const { roomId } = await counter.call(id);
    counter.media.roomOf(roomId)?.present.clear();
    await act(id, 'capture', { side: 'portrait' });
    expect((await step(id)).view['images']).toMatchObject([{ what: 'portrait', ref: null }]);
    await counter.staff(agent, 'call.end', { sessionId: id });
  });

  it('takes no picture of a face without the separate consent, whatever the flow says, and one with it', async () => {
    const id = await counter.inCall(agent);
    const ask = (check: string, engine: boolean, time: number) => {
      const service = counter.plane.flowServices.of('identity.check');
      if (service.where !== 'outside') throw new Error('Nobody serves the checks');
      const payload = { check, what: 'live1', documentType: null, engine, challenges: [] };
      const request = {
        sessionId: id,
        flowRunId: 'run' as never,
        nodeRunId: 'node',
        idempotencyKey: `${id} ${check} ${engine} ${time}`,
        payload,
      };
      return service.run(request, AbortSignal.timeout(5_000));
    };
    const decide = async (kind: string, decision: string) => {
      const flowRunId = newId('flr');
      const payload = { flowRunId, nodeRunId: 'n1', mark: 'consent_decided', detail: { kind, decision } };
      await counter.database.transaction((tx) =>
        counter.core.log.append(tx, id, { actor: { kind: 'system' }, type: 'flow.marked', payload }),
      );
    };
    const pictured = async (time: number) => {
      const images = [];
      for (const check of ['liveness', 'face_match']) images.push(((await ask(check, true, time)) as { image?: unknown }).image);
      return images.map((image) => image !== null);
    };
    expect(await pictured(1)).toEqual([false, false]);
    await decide('marketing', 'accepted');
    expect(await pictured(2)).toEqual([false, false]);
    await decide('biometric', 'accepted');
    expect(await pictured(3)).toEqual([true, true]);
    for (const check of ['liveness', 'face_match']) expect(await ask(check, false, 4)).toMatchObject({ ok: true, image: null });
    // Whoever takes it back is pictured no more.
    await decide('biometric', 'refused');
    expect(await pictured(5)).toEqual([false, false]);
    expect(await counter.database.prisma.identityStill.count({ where: { sessionId: id } })).toBe(2);
    await counter.staff(agent, 'call.end', { sessionId: id });
  });

  it('of another agent’s session is not listed', async () => {
    const id = await cardConfirmed();
    const { context } = asStaff(others, 'agent');
    const asked = handlers['identity.list']({ params: { sessionId: id }, query: undefined, body: undefined }, context);
    await expect(asked).rejects.toMatchObject({ code: 'not_found' });
  });
});

it('holds what was read against what the bank told of its customer, and leaves a difference to a person', async () => {
  const id = await counter.entered({ name: '王明', idNumber: MARKED });
  const read = (name: string, type = 'cn-id') => {
    const field = (of: string, value: string) => ({ name: of, value, confidence: 1, box: null, engine: 'test', version: '1' });
    const fields = [field('name', name), field('residentNumber', MARKED)];
    return heldAgainstBank(counter.core, id, { type, outcome: 'accepted', advice: [], fields, checks: [] });
  };
  expect(await read('王明')).toMatchObject({
    outcome: 'accepted',
    checks: [
      { name: 'bank_name', result: 'pass' },
      { name: 'bank_residentNumber', result: 'pass' },
    ],
  });
  expect(await read('王朋')).toMatchObject({
    outcome: 'needs_person',
    checks: [{ name: 'bank_name', result: 'fail' }, { result: 'pass' }],
  });
  // A number that the bank knows may be of another document.
  expect(await read('WANG MING', 'passport')).toMatchObject({ outcome: 'accepted', checks: [] });
});

describe('a picture that the customer’s page sends beside the video', () => {
  const hashOf = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
  /** Sixteen pixels square, grey. */
  const jpeg = Buffer.from(
    '/9j/2wBDABsSFBcUERsXFhceHBsgKEIrKCUlKFE6PTBCYFVlZF9VXVtqeJmBanGQc1tdhbWGkJ6jq62rZ4C8ybqmx5moq6T/2wBDARweHigjKE4rK06kbl1upKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKT/wAARCAAQABADASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAL/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/8QAFAEBAAAAAAAAAAAAAAAAAAAAAP/EABQRAQAAAAAAAAAAAAAAAAAAAAD/2gAMAwEAAhEDEQA/AKAB/9k=',
    'base64',
  );

  async function announce(id: SessionId, jpeg: Buffer): Promise<string> {
    const { nodeRunId } = await step(id);
    await counter.customer(id, 'step.act', { nodeRunId, action: 'capture', input: { side: 'portrait', still: hashOf(jpeg) } });
    return nodeRunId;
  }
  const send = (id: SessionId, nodeRunId: string, jpeg: Buffer, side = 'portrait') => {
    const body = { nodeRunId, side, jpeg: jpeg.toString('base64') };
    return handlers['identity.sendStill']({ params: undefined, query: undefined, body }, {
      customerSessionId: id,
    } as unknown as HttpContext);
  };
  const stillsOf = (id: SessionId) =>
    counter.database.prisma.identityStill.findMany({ where: { sessionId: id }, orderBy: { what: 'asc' } });
  const settle = (id: SessionId) => counter.pass(JOB_PATIENCE_MS, { sessions: [id], staff: [agent] });

  it('is taken once it was announced, kept encrypted, and shown to the agent with what was found of it', async () => {
    const id = await counter.inCall(agent);
    const nodeRunId = await announce(id, jpeg);
    await send(id, nodeRunId, jpeg);
    await settle(id);
    expect((await step(id)).view).toMatchObject({
      images: [{ what: 'portrait', ref: expect.any(String) }],
      // Nobody reads here.
      stills: [{ what: 'portrait', ref: expect.stringMatching(/^\/v1\/identity-stills\/stl_/), isForeign: false }],
    });
    const kept = await stillsOf(id);
    expect(kept.map(({ what, hash }) => [what, hash === hashOf(jpeg)])).toEqual([
      ['portrait', false],
      ['portrait.still', true],
    ]);
    expect(Buffer.from(kept[1]?.sealed ?? []).includes(jpeg.subarray(0, 40))).toBe(false);
    const marks = (await counter.core.log.read(id)).flatMap(({ type, payload }) => (type === 'flow.marked' ? [payload] : []));
    expect(marks).toContainEqual(
      expect.objectContaining({ mark: 'still_refused', detail: { side: 'portrait', finding: 'not_judged', hash: hashOf(jpeg) } }),
    );
    // It was looked at: nothing is awaited any more.
    await expect(send(id, nodeRunId, jpeg)).rejects.toMatchObject({ code: 'wrong_state' });
    await counter.staff(agent, 'call.end', { sessionId: id });
  });

  it('is not taken where nobody announced it, or it is another one, another side’s, or for another session', async () => {
    const id = await counter.inCall(agent);
    const refused = { code: 'wrong_state' };
    await expect(send(id, (await step(id)).nodeRunId, jpeg)).rejects.toMatchObject(refused);
    const nodeRunId = await announce(id, jpeg);
    await expect(send(id, nodeRunId, Buffer.concat([jpeg, Buffer.from([0])]))).rejects.toMatchObject(refused);
    await expect(send(id, nodeRunId, jpeg, 'emblem')).rejects.toMatchObject(refused);
    await expect(send(id, 'constructor', jpeg)).rejects.toMatchObject(refused);
    await expect(send(await counter.entered(), nodeRunId, jpeg)).rejects.toMatchObject(refused);
    await expect(send(null as never, nodeRunId, jpeg)).rejects.toMatchObject({ code: 'unauthenticated' });
    expect(await stillsOf(id)).toEqual([]);
    await counter.staff(agent, 'call.end', { sessionId: id });
  });

  it.each([
    ['no JPEG', Buffer.from('GIF89a\u0001\u0000\u0001\u0000\u0000\u0000\u0000;', 'latin1')],
    ['cut short', jpeg.subarray(0, jpeg.length - 40)],
    ['two files in one', Buffer.concat([jpeg, Buffer.from('<script>')])],
  ])('is not taken where it is %s', async (_, bytes) => {
    const id = await counter.inCall(agent);
    const nodeRunId = await announce(id, bytes);
    await expect(send(id, nodeRunId, bytes)).rejects.toMatchObject({ code: 'bad_request' });
    expect(await stillsOf(id)).toEqual([]);
    await counter.staff(agent, 'call.end', { sessionId: id });
  });
});
