import type { SessionId, StaffId } from '@guichet/protocol';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { MemoryNode } from '../testing/memory-media-plane.ts';
import { bindFlow, callFlow } from '../testing/test-flows.ts';
import { TestPlane } from '../testing/test-plane.ts';

let counter: TestPlane;
let agent: StaffId;
beforeEach(async () => {
  counter = await TestPlane.create();
  agent = await counter.agent();
});
afterEach(() => counter.close());

const title = { 'zh-CN': '客户输入密码', en: 'The customer types a password' };

/** A step that a rule keeps out of the recording, between two others. */
async function inCall(): Promise<SessionId> {
  const flow = callFlow('with-a-pause', [
    { id: 'hush', type: 'record', config: { step: 'pause', pauseRule: 'own-7', pauseReason: title }, port: 'done' },
    { id: 'password', type: 'conversation', config: { title, needs: ['call'] }, port: 'done' },
    { id: 'again', type: 'record', config: { step: 'resume' }, port: 'done' },
    { id: 'talk', type: 'conversation', config: { title, needs: ['call'] }, port: 'done' },
  ]);
  await bindFlow(counter.database, counter.bank.loans, flow);
  return counter.inCall(agent);
}

const room = async (id: SessionId) => counter.media.roomOf((await counter.call(id)).roomId);
const openSteps = async (id: SessionId) => (await counter.customer(id, 'session.get', {})).flow!.current.map(({ nodeId }) => nodeId);
const settle = (id: SessionId) => counter.pass(10_000, { sessions: [id], staff: [agent] });
async function finishStep(id: SessionId): Promise<void> {
  const [step] = (await counter.staff(agent, 'desk.get', {})).workbench!.flow!.current;
  await counter.staff(agent, 'step.act', { sessionId: id, nodeRunId: step!.nodeRunId, action: 'finish', input: null });
}

it('is paused at the node before the step that asks for it goes on, resumed after it, and marked in the log', async () => {
  const id = await inCall();
  await settle(id);
  expect((await room(id))?.paused).toBe(true);
  expect(await openSteps(id)).toEqual(['password']);
  await finishStep(id);
  await settle(id);
  expect((await room(id))?.paused).toBe(false);
  expect(await openSteps(id)).toEqual(['talk']);
  const marks = (await counter.core.log.read(id)).flatMap((event) => (event.type === 'flow.marked' ? [event.payload] : []));
  expect(marks.filter(({ mark }) => mark.startsWith('recording_'))).toMatchObject([
    { mark: 'recording_paused', detail: { rule: 'own-7' } },
    { mark: 'recording_resumed' },
  ]);
});

it('does not say that it was paused while the node is away', async () => {
  const id = await inCall();
  counter.media.lose();
  await settle(id);
  expect(await openSteps(id)).toEqual(['hush']);
  await counter.media.register();
  await settle(id);
  await settle(id);
  expect((await room(id))?.paused).toBe(true);
  expect(await openSteps(id)).toEqual(['password']);
});

it('stays paused in the room of another node, to which the call was moved', async () => {
  const id = await inCall();
  await settle(id);
  const { roomId } = await counter.call(id);
  counter.media.nodes.push(new MemoryNode());
  counter.media.lose();
  await counter.pass(counter.core.settings.nodeGoneMs + 1_000, { sessions: [id], staff: [agent] });
  await settle(id);
  expect((await counter.call(id)).roomId).not.toBe(roomId);
  expect((await room(id))?.paused).toBe(true);
});
