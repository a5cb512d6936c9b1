import type { RecordingDetail, Timeline, TimelineFinding } from '@guichet/protocol';
import { bareTimeline } from '../src/review/timeline/bare-timeline.ts';

/** A timeline of a recording whose session ran no flow: nothing is masked, and nothing was found. */
export const timelineOf = (detail: RecordingDetail): Timeline => ({ ...bareTimeline(detail), mayUnmask: true });

const text = (chinese: string, english: string) => ({ 'zh-CN': chinese, en: english });
const OWN = {
  citation: text('数值由本机构自行确定，可调整。', 'The figures are the institution’s own, to be changed as it likes.'),
  source: 'own',
};
const PACK = { packId: 'baseline', packVersion: '2' };

/** What an inspection that looked and listened found, with the moments that it goes by. */
export function lookedAt(detail: RecordingDetail): Pick<Timeline, 'findings'> {
  const trackId = detail.tracks.find(({ kind }) => kind === 'video')?.trackId ?? null;
  const findings: TimelineFinding[] = [
    {
      ...{ ...PACK, ...OWN, ruleId: 'own-faces', result: 'fail' },
      title: text('双方人脸在画面中', 'Both faces are in the picture'),
      reason: text(
        '客户画面中没有人脸，单次超过 8.0 秒或合计超过 25 %。',
        'Customer: nobody’s face is in the picture; for more than 8.0 s at once, or 25 % altogether.',
      ),
      moments: [
        {
          ...{ atMs: 8_000, untilMs: 19_000, trackId, confidence: 0.97 },
          label: text('客户：画面中没有人脸', 'Customer: nobody’s face is in the picture'),
          engine: { name: 'human-blazeface', version: '3.3.6' },
        },
      ],
    },
    {
      ...{ ...PACK, ...OWN, ruleId: 'own-microphones', result: 'warn' },
      title: text('麦克风正常', 'The microphones work'),
      reason: text('有 1 处，均在限度之内。', 'Seen, all within the limits: 1.'),
      moments: [
        {
          ...{ atMs: 24_000, untilMs: 30_500, trackId: null, confidence: null },
          label: text('坐席：噪声过大', 'Agent: the noise is too loud'),
          engine: { name: 'guichet-measures', version: '1' },
        },
      ],
    },
    {
      ...{ ...PACK, ...OWN, ruleId: 'own-same-person', result: 'not_evaluated', moments: [] },
      title: text('全程为经核验的本人', 'The person who was identified, all along'),
      reason: text('没有检查或没有查完画面、声音。', 'Picture or sound was not looked at, or not all of it.'),
    },
    {
      ...{ ...PACK, ...OWN, ruleId: 'own-sound', result: 'pass', moments: [] },
      title: text('各方声音均可听清', 'Every party can be heard'),
      reason: text('各方声音均可听清。', 'Every party can be heard.'),
    },
  ];
  return { findings };
}
