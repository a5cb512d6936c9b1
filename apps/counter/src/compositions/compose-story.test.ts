import { newId, type Timeline } from '@guichet/protocol';
import { expect, it } from 'vitest';
import { composeStoryOf } from './compose-story.ts';

const [customer, agent] = [newId('par'), newId('par')];
const title = { 'zh-CN': '风险揭示', en: 'Risk disclosure' };

const party = (participantId: typeof customer, role: 'customer' | 'agent', spoken: boolean): Timeline['parties'][number] => ({
  ...{ participantId, role, displayName: role, quality: [] },
  tracks: [
    {
      ...{ trackId: newId('trk'), kind: 'audio', source: 'microphone', fromMs: 0, toMs: 9_000, picture: 'none', peaksPerSecond: null },
      ...{ thumbnails: null, speech: spoken ? [{ fromMs: 1_000, untilMs: 2_000 }] : null },
    },
  ],
});

const timeline = (more: Partial<Timeline>): Timeline => ({
  ...{ recordingId: newId('rec'), sessionId: newId('ses'), startedAt: 0, durationMs: 9_000, masked: false, unmaskedUntil: null },
  ...{ mayUnmask: false, material: 'ready', flow: null, parties: [], segments: [], steps: [], scriptLines: [], answers: [], forms: [] },
  ...{ documents: [], checks: [], warnings: [], chat: [], gaps: [], chunks: [], findings: null, inspectionProgress: null, notes: [] },
  ...more,
});
const settings = { language: 'zh-CN', timeZone: 'Asia/Shanghai', sessionNumber: '0042' } as const;

it('tells steps, chapters and what was read out in the language of the composite, and gaps by what they are', () => {
  const line = { nodeRunId: 'n#1' as never, line: 'a', text: title, readBy: 'agent', acknowledgedAtMs: null, rereads: 0, rule: null };
  const story = composeStoryOf(
    timeline({
      segments: [{ segment: 'risk', title, fromMs: 0, untilMs: 9_000 }],
      scriptLines: [
        { ...line, fromMs: 1_000, untilMs: 4_000, evidence: 'ticked' },
        { ...line, fromMs: 9_000, untilMs: 9_000, evidence: 'unread' },
      ],
      gaps: [{ kind: 'track_paused', fromMs: 3_000, untilMs: 4_000, trackId: null, participantId: customer, trouble: null }],
    }),
    settings,
  );
  expect(story.chapters).toEqual([{ fromMs: 0, untilMs: 9_000, text: '风险揭示' }]);
  expect(story.captions).toEqual([{ fromMs: 1_000, untilMs: 4_000, text: '话术：风险揭示' }]);
  expect(story.gaps).toMatchObject([{ kind: 'paused', participantId: customer }]);
});

it('knows who spoke only where everybody was measured', () => {
  const measured = composeStoryOf(timeline({ parties: [party(customer, 'customer', true), party(agent, 'agent', true)] }), settings);
  expect(measured.speech?.map(({ participantId }) => participantId)).toEqual([customer, agent]);
  expect(
    composeStoryOf(timeline({ parties: [party(customer, 'customer', true), party(agent, 'agent', false)] }), settings).speech,
  ).toBeNull();
});
