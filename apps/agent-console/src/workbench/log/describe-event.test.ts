import { type FlowView, type SessionEventType, sessionEventPayloads } from '@guichet/protocol';
import { describe, expect, it } from 'vitest';
import { en } from '../../app/texts/en.ts';
import type { ConsoleSay } from '../../app/texts/use-texts.ts';
import { zhCn } from '../../app/texts/zh-cn.ts';
import { describeEvent, castOf } from './describe-event.ts';

const say =
  (texts: Readonly<Record<string, string>>): ConsoleSay =>
  (key, values = {}) =>
    (texts[key] ?? `missing ${key}`).replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(values[name] ?? `{{${name}}}`));

const types = Object.keys(sessionEventPayloads) as SessionEventType[];

describe('describeEvent', () => {
  it('has words for every type of event in both languages, with no hole left open', () => {
    for (const texts of [en, zhCn]) {
      for (const type of types) {
        const { text } = describeEvent({ type, detail: {} }, say(texts));
        expect(text, type).not.toMatch(/missing|\{\{/);
        expect(text.length, type).toBeGreaterThan(1);
      }
    }
  });

  it('names who did it and with what', () => {
    const paused = describeEvent({ type: 'track.paused', detail: { role: 'customer', source: 'camera' } }, say(zhCn));
    expect(paused.text).toBe('客户关闭摄像头');
  });

  it('knows a participant again whose admission stands elsewhere in the log', () => {
    const log = [
      { type: 'call.participant_disconnected', detail: { participantId: 'p1' } },
      { type: 'call.participant_admitted', detail: { participantId: 'p1', role: 'customer' } },
    ] as const;
    expect(describeEvent(log[0], say(zhCn), castOf(log)).text).toBe('客户连接断开');
    expect(describeEvent(log[0], say(zhCn)).text).toBe('一方连接断开');
  });

  it('names the step that began, in the language of the page', () => {
    const began = { type: 'flow.node_entered', detail: { nodeRunId: 'risk#1', nodeType: 'risk-assessment' } } as const;
    const step = { nodeRunId: 'risk#1', nodeId: 'risk', type: 'risk-assessment', title: { 'zh-CN': '风险测评', en: 'Risk assessment' } };
    const flow = { steps: [{ ...step, status: 'current', by: ['customer'] }] } as unknown as FlowView;
    expect(describeEvent(began, say(zhCn), castOf([began], flow, 'zh-CN')).note).toBe('风险测评');
    expect(describeEvent(began, say(en), castOf([began])).note).toBeNull();
  });

  it('names what is missing where the recording has a gap', () => {
    const log = [
      { type: 'recording.gap_found', detail: { trackId: 't1', trouble: 'track_silent' } },
      { type: 'track.published', detail: { trackId: 't1', participantId: 'p1', source: 'camera' } },
      { type: 'call.participant_admitted', detail: { participantId: 'p1', role: 'customer' } },
    ] as const;
    expect(describeEvent(log[0], say(en), castOf(log)).note).toBe('Customer · camera');
    expect(describeEvent(log[0], say(en)).note).toBe(en['trouble.track_silent']);
  });

  it('warns of a recording that stopped by a fault, not of one that was closed', () => {
    expect(describeEvent({ type: 'recording.stopped', detail: { trouble: 'disk_low' } }, say(en))).toMatchObject({
      tone: 'danger',
      note: en['trouble.disk_low'],
    });
    expect(describeEvent({ type: 'recording.stopped', detail: { trouble: null } }, say(en)).tone).toBe('neutral');
  });

  it('says what live checks warn of, whose it is and when it is over', () => {
    const detail = { check: 'black', role: 'customer' };
    expect(describeEvent({ type: 'warning.raised', detail }, say(en))).toEqual({ text: 'Black picture', note: 'Customer', tone: 'warn' });
    expect(describeEvent({ type: 'warning.ended', detail }, say(zhCn))).toEqual({ text: '画面全黑：已解除', note: '客户', tone: 'ok' });
    const stalled = { type: 'warning.raised', detail: { check: 'recording_stalled', role: null } } as const;
    expect(describeEvent(stalled, say(en)).note).toBeNull();
  });

  it('does not hide what it does not know', () => {
    for (const type of ['flow.step_done', 'toString', '__proto__']) {
      expect(describeEvent({ type, detail: {} }, say(en)).text).toBe(en['event.unknown']);
    }
  });
});

describe('the texts of the console', () => {
  it('leave the same holes open in both languages', () => {
    const holes = (text: string) => [...new Set([...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]))].sort();
    for (const [key, text] of Object.entries(zhCn)) expect(holes(text), key).toEqual(holes(en[key as keyof typeof en]));
  });
});
