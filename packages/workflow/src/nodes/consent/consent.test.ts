import { describe, expect, it } from 'vitest';
import { NodeRunner, refusalOf } from '../testing/node-run.ts';
import { consent } from './behaviour.ts';
import { ConsentConfig } from './manifest.ts';

const biometric = {
  kind: 'biometric',
  textVersion: 'face-v2',
  title: { 'zh-CN': '人脸信息处理单独同意', en: 'Separate consent to face processing' },
  body: [{ 'zh-CN': '仅用于本次核验。', en: 'Used for this check only.' }],
};
const recordingDecided = (decision: string) => ({
  kind: 'recording',
  decision,
  textVersion: 'recording-v1',
  textHash: 'x',
  language: 'en',
});

describe('the session’s recording notice', () => {
  it('is left by what the customer decided at the entry, with the version of the text', () => {
    const run = new NodeRunner(consent).signal('consent.decided', recordingDecided('accepted'));
    expect(run.done).toEqual({ port: 'accepted', outputs: { decision: 'accepted', textVersion: 'recording-v1' } });
    expect(new NodeRunner(consent).signal('consent.decided', recordingDecided('refused')).done?.port).toBe('refused');
  });

  it('goes on at once when it was decided before the step', () => {
    const run = new NodeRunner(consent).answer('consent.show', { ok: true, decision: 'accepted', textVersion: 'recording-v1' });
    expect(run.done?.port).toBe('accepted');
  });

  it('waits when it is only shown, when nobody can show it anew, and when something else is decided', () => {
    const run = new NodeRunner(consent);
    run.answer('consent.show', { ok: false, code: 'not_available' }).answer('consent.show', { ok: true, decision: null });
    run.signal('consent.decided', { ...recordingDecided('accepted'), kind: 'biometric' });
    expect(run.done).toBeNull();
  });

  it('is not decided upon within the flow', () => {
    const input = { decision: 'accepted', textVersion: 'recording-v1', language: 'en' };
    expect(refusalOf(() => new NodeRunner(consent).act('customer', 'decide', input))).toBe('wrong_state');
  });
});

describe('a separate consent', () => {
  it('is the customer’s own to give or refuse, and says how long they read', () => {
    const run = new NodeRunner(consent, { config: biometric });
    run.wait(4_000);
    run.act('customer', 'decide', { decision: 'refused', textVersion: 'face-v2', language: 'zh-CN' });
    expect(run.done?.port).toBe('refused');
    expect(run.marks.at(-1)).toMatchObject({ name: 'consent_decided', detail: { kind: 'biometric', readMs: 4_000 } });
  });

  it('is not given by the agent, nor to another version of the text', () => {
    const run = new NodeRunner(consent, { config: biometric });
    const input = { decision: 'accepted', textVersion: 'face-v2', language: 'zh-CN' };
    expect(refusalOf(() => run.act('agent', 'decide', input))).toBe('forbidden');
    expect(refusalOf(() => run.act('customer', 'decide', { ...input, textVersion: 'face-v1' }))).toBe('invalid');
    expect(run.view('agent')).toMatchObject({ mayDecide: false, textVersion: 'face-v2' });
  });

  it('is not taken from the recording notice', () => {
    const run = new NodeRunner(consent, { config: biometric }).signal('consent.decided', recordingDecided('accepted'));
    expect(run.done).toBeNull();
  });

  it('needs a text of its own', () => {
    expect(ConsentConfig.safeParse({ kind: 'biometric' }).success).toBe(false);
  });
});
