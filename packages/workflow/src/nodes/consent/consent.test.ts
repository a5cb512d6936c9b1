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
const hashes = { 'zh-CN': 'c'.repeat(64), en: 'e'.repeat(64) };
const text = { title: biometric.title, body: biometric.body, withoutIt: null };
/** The bank has given the text. */
const shownTo = (config: object = biometric) =>
  new NodeRunner(consent, { config }).wait(700).answer('consent.text', { ok: true, text, hashes });
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
    const run = shownTo();
    run.wait(4_000);
    run.act('customer', 'decide', { decision: 'refused', textVersion: 'face-v2', language: 'zh-CN' });
    expect(run.done?.port).toBe('refused');
    expect(run.marks.at(-1)).toMatchObject({
      name: 'consent_decided',
      detail: { kind: 'biometric', readMs: 4_000, textHash: hashes['zh-CN'], language: 'zh-CN' },
    });
  });

  it('is not given by the agent, nor to another version of the text', () => {
    const run = shownTo();
    const input = { decision: 'accepted', textVersion: 'face-v2', language: 'zh-CN' };
    expect(refusalOf(() => run.act('agent', 'decide', input))).toBe('forbidden');
    expect(refusalOf(() => run.act('customer', 'decide', { ...input, textVersion: 'face-v1' }))).toBe('invalid');
    expect(run.view('agent')).toMatchObject({ mayDecide: false, textVersion: 'face-v2' });
  });

  it('is not taken from the recording notice', () => {
    const run = new NodeRunner(consent, { config: biometric }).signal('consent.decided', recordingDecided('accepted'));
    expect(run.done).toBeNull();
  });

  it('is shown in the bank’s words where the flow names a version alone, and decided only once they are there', () => {
    const config = { kind: 'biometric', textVersion: 'face-v2' };
    const waiting = new NodeRunner(consent, { config });
    expect(waiting.lastEffect('consent.text')).toEqual({ ...config, own: null });
    expect(waiting.view('customer')).toMatchObject({ title: null, body: [], mayDecide: false });
    const input = { decision: 'accepted', textVersion: 'face-v2', language: 'en' };
    expect(refusalOf(() => waiting.act('customer', 'decide', input))).toBe('wrong_state');
    const run = shownTo(config);
    expect(run.view('customer')).toMatchObject({ title: text.title, body: text.body, mayDecide: true });
    run.act('customer', 'decide', input);
    expect(run.marks.at(-1)).toMatchObject({ detail: { textVersion: 'face-v2', textHash: hashes.en } });
  });

  it('fails where the bank has no such text', () => {
    const run = new NodeRunner(consent, { config: biometric }).answer('consent.text', { ok: false, code: 'not_found' });
    expect(run.failed).toMatchObject({ code: 'not_found' });
  });

  it('needs a version, and paragraphs with a title', () => {
    expect(ConsentConfig.safeParse({ kind: 'biometric' }).success).toBe(false);
    expect(ConsentConfig.safeParse({ ...biometric, body: [] }).success).toBe(false);
  });
});
