import { createSecretKey, randomBytes } from 'node:crypto';
import { IdentityPool } from '@guichet/identity/pool';
import { HeadFilm, type HeadMove, jpegOf, type Person } from '@guichet/identity/faces-testing';
import type { SessionId, StaffId } from '@guichet/protocol';
import { FlowDefinition } from '@guichet/workflow';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { registerConsentTexts } from '../consents/consent-texts.ts';
import { bindFlow, testFlow } from '../testing/test-flows.ts';
import { TestPlane } from '../testing/test-plane.ts';
import { mayProcessFace } from './face-consent.ts';
import { IdentityChecks } from './identity-checks.ts';
import { IdentityEngines } from './identity-engines.ts';
import { DocumentHashes } from './document-hashes.ts';
import { registerIdentityServices } from './identity-services.ts';
import { SentStills } from './sent-stills.ts';
import { ShownDocuments } from './shown-documents.ts';

const edge = (node: string, port: string, to: string) => ({ from: { node, port }, to });
const CONSENT = {
  kind: 'biometric',
  textVersion: 'test-1',
  title: { 'zh-CN': '人脸', en: 'Face' },
  body: [{ 'zh-CN': '同意处理人脸。', en: 'A face is processed.' }],
  withoutIt: { 'zh-CN': '人工核对。', en: 'An agent looks.' },
};
const FLOW = testFlow({
  key: 'faces',
  variables: [{ name: 'consented', type: 'string', title: { 'zh-CN': '同意', en: 'Consent' } }],
  nodes: [
    { id: 'notice', type: 'consent' },
    { id: 'check', type: 'device-check', config: { camera: false, microphone: false, network: 'any', attempts: 10 } },
    { id: 'line', type: 'queue' },
    { id: 'join', type: 'connect', config: { recorded: false } },
    { id: 'biometric', type: 'consent', config: CONSENT, outputs: { decision: 'consented' } },
    { id: 'card', type: 'identity-document', config: { needs: [], fields: ['name'], documents: ['passport'], engine: false } },
    {
      id: 'alive',
      type: 'liveness',
      config: { needs: [], engine: '=consented = "accepted"', challenges: ['turn_right', 'open_mouth'], seconds: 4 },
    },
    { id: 'face', type: 'face-match', config: { needs: [], engine: '=consented = "accepted"' } },
    { id: 'done', type: 'end', config: { outcome: 'completed' } },
    { id: 'no', type: 'end', config: { outcome: 'refused' } },
  ],
  edges: [
    edge('notice', 'accepted', 'check'),
    edge('notice', 'refused', 'no'),
    edge('check', 'passed', 'line'),
    edge('check', 'failed', 'no'),
    edge('line', 'accepted', 'join'),
    edge('join', 'connected', 'biometric'),
    edge('biometric', 'accepted', 'card'),
    edge('biometric', 'refused', 'card'),
    edge('card', 'confirmed', 'alive'),
    edge('card', 'rejected', 'no'),
    edge('alive', 'confirmed', 'face'),
    edge('alive', 'rejected', 'no'),
    edge('face', 'confirmed', 'done'),
    edge('face', 'rejected', 'done'),
  ],
});
/** How long the sweep leaves an effect to its job, and a little more. */
const JOB_PATIENCE_MS = 6_000;
const MOVES: Readonly<Record<string, HeadMove>> = { turn_right: { yawDeg: -28 }, open_mouth: { mouthOpen: 0.55 } };

let counter: TestPlane;
let pool: IdentityPool;
let film: HeadFilm;
let agent: StaffId;
let sessionId: SessionId;

beforeAll(async () => {
  pool = new IdentityPool({ workers: 1 });
  film = await HeadFilm.open(pool);
  counter = await TestPlane.create();
  const { core, media, plane } = counter;
  const engines = new IdentityEngines({ pool, faceService: null, logger: core.logger });
  const identity = new IdentityChecks(core, createSecretKey(randomBytes(32)));
  const shown = new ShownDocuments(core, new DocumentHashes(createSecretKey(randomBytes(32))));
  registerIdentityServices(plane.flowServices, core, {
    identity,
    shown,
    sentStills: new SentStills(core, identity),
    media,
    engines,
    speech: null,
  });
  registerConsentTexts(plane.flowServices, []);
  await bindFlow(counter.database, counter.bank.loans, FlowDefinition.parse(FLOW));
});
afterAll(async () => {
  pool.close();
  await counter.close();
});
beforeEach(async () => {
  await counter.database.prisma.staff.updateMany({ data: { status: 'offline' } });
  agent = await counter.agent();
});

async function current() {
  const { workbench } = await counter.staff(agent, 'desk.get', {});
  const [step] = workbench?.flow?.current ?? [];
  if (step === undefined) throw new Error('No step is open');
  return step;
}
const act = async (action: string, input: object | null): Promise<void> => {
  await counter.staff(agent, 'step.act', { sessionId, nodeRunId: (await current()).nodeRunId, action, input: input as never });
};
const sweep = () => counter.pass(JOB_PATIENCE_MS, { sessions: [sessionId], staff: [agent] });

/** What the camera shows from now on: pictures of one after the other, again and again. */
async function shows(...frames: readonly (readonly [Person, HeadMove])[]): Promise<void> {
  const pictures = await Promise.all(frames.map(async ([person, move]) => jpegOf(await film.frame(person, move))));
  let next = 0;
  counter.media.camera = () => pictures[next++ % pictures.length] ?? Buffer.alloc(0);
}

/** To the check of presence: `decision` on one's face, then a document with somebody's photograph. */
async function reachLiveness(decision: 'accepted' | 'refused', photograph: Person): Promise<void> {
  sessionId = await counter.inCall(agent);
  await sweep();
  const step = await current();
  expect(step.type).toBe('consent');
  const input = { decision, textVersion: CONSENT.textVersion, language: 'en' };
  await counter.customer(sessionId, 'step.act', { nodeRunId: step.nodeRunId, action: 'decide', input });
  await shows([photograph, {}]);
  await act('capture', { side: 'data_page' });
  await sweep();
  // The challenge comes with the next step, and is watched from then on.
  await act('confirm', { fields: { name: '王明' }, checks: [] });
}

const moving = async (person: Person): Promise<void> => {
  const { current: challenge } = (await current()).view as { current: { key: string } | null };
  const move = MOVES[challenge?.key ?? ''] ?? {};
  await shows(
    [person, {}],
    [person, { yawDeg: 2 }],
    [person, {}],
    [person, move],
    [person, move],
    [person, move],
    [person, {}],
    [person, { yawDeg: -2 }],
  );
};

describe('a face that is checked by an engine', () => {
  it('passes when its head follows both challenges, and is held against the document', async () => {
    await reachLiveness('accepted', 'eve');
    for (const number of [1, 2]) {
      expect((await current()).view).toMatchObject({ number });
      await moving('eve');
      await sweep();
    }
    expect((await current()).view).toMatchObject({
      mayConfirm: true,
      hint: { decision: 'pass', engine: 'human-facemesh' },
      images: [{ ref: expect.any(String) }, { ref: expect.any(String) }],
    });
    await act('confirm', null);
    await shows(['eve', {}], ['eve', { yawDeg: 4 }]);
    await act('capture', null);
    await sweep();
    const { hint, comparison } = (await current()).view as { hint: object; comparison: Record<string, { image: string } | null> };
    expect(hint).toMatchObject({ engine: 'human-faceres', decision: 'pass' });
    expect(comparison).toMatchObject({ threshold: '0.7/0.45', licence: expect.stringContaining('MIT') });
    expect(comparison['reference']?.image).toMatch(/^\/v1\/identity-stills\/stl_/);
    expect(comparison['live']?.image).not.toBe(comparison['reference']?.image);
    await act('confirm', null);
    await sweep();
    const kept = await counter.database.prisma.identityVerification.findMany({
      where: { sessionId },
      select: { check: true, decision: true, engine: true },
    });
    expect(kept.map(({ check }) => check).toSorted()).toEqual(['face_match', 'identity_document', 'liveness']);
    // No template outlives its check: what is kept has no list of numbers in it, anywhere in the session's log.
    expect(JSON.stringify(await counter.core.log.read(sessionId))).not.toMatch(/(-?0\.\d+,){8}/);
  });

  it('does not pass when somebody else comes for the second challenge, and the agent is told', async () => {
    await reachLiveness('accepted', 'eve');
    await moving('eve');
    await sweep();
    await moving('dana');
    await sweep();
    const { findings, number, mayConfirm } = (await current()).view as {
      findings: { decision: string; finding: { en: string } }[];
      number: number;
      mayConfirm: boolean;
    };
    expect({ number, mayConfirm }).toEqual({ number: 2, mayConfirm: false });
    expect(findings.map(({ decision }) => decision)).toEqual(['pass', expect.not.stringMatching('pass')]);
    expect(findings[1]?.finding.en).toMatch(/another face/i);
    await counter.staff(agent, 'call.end', { sessionId });
  });

  it('with another’s document is no match', async () => {
    await reachLiveness('accepted', 'bea');
    await act('observe', { seen: true });
    await act('observe', { seen: true });
    await shows(['eve', {}]);
    await sweep();
    await act('confirm', null);
    await act('capture', null);
    await sweep();
    expect((await current()).view).toMatchObject({
      hint: { decision: expect.not.stringMatching('pass') },
      comparison: { finding: { en: expect.any(String) } },
    });
    await counter.staff(agent, 'call.end', { sessionId });
  });

  it('without consent is neither pictured nor looked at', async () => {
    await reachLiveness('refused', 'eve');
    expect(await mayProcessFace(counter.core, sessionId)).toBe(false);
    await act('observe', { seen: true });
    await act('observe', { seen: true });
    await sweep();
    expect((await current()).view).toMatchObject({ hint: null, findings: [], images: [{ ref: null }, { ref: null }] });
    expect(await counter.database.prisma.identityStill.count({ where: { sessionId, check: { not: 'identity_document' } } })).toBe(0);
    await counter.staff(agent, 'call.end', { sessionId });
  });
});
