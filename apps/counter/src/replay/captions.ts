import type { Language, Timeline } from '@guichet/protocol';

export interface CaptionCue {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly voice: string;
  readonly text: string;
}

/** A message is read in about this time. */
const CHAT_SHOWN_MS = 6_000;
const LEAST_SHOWN_MS = 1_500;

const VOICES = {
  'zh-CN': { script: '话术', question: '提问', answer: '回答', customer: '客户文字', staff: '坐席文字' },
  en: { script: 'Script', question: 'Question', answer: 'Answer', customer: 'Customer wrote', staff: 'Agent wrote' },
} as const;

/**
 * Script lines, questions and messages as captions (WebVTT, https://www.w3.org/TR/webvtt1/), masked as the timeline is. `offsetMs`: where on the
 * recording's clock the file's own time 0 is.
 */
export function captionsOf(timeline: Timeline, language: Language, offsetMs = 0): string {
  const shown = captionCues(timeline, language)
    .map((cue) => ({ ...cue, fromMs: cue.fromMs - offsetMs, untilMs: cue.untilMs - offsetMs }))
    .filter(({ untilMs }) => untilMs > 0)
    .map((cue) => ({ ...cue, fromMs: Math.max(0, cue.fromMs) }));
  return (
    ['WEBVTT', ...shown.map((cue) => `${stamp(cue.fromMs)} --> ${stamp(cue.untilMs)} line:78%\n<v ${cue.voice}>${escaped(cue.text)}`)].join(
      '\n\n',
    ) + '\n'
  );
}

/** The same on the recording's own clock, in order. */
export function captionCues(timeline: Timeline, language: Language): CaptionCue[] {
  const voices = VOICES[language];
  const cues: CaptionCue[] = [
    ...timeline.scriptLines
      .filter(({ evidence }) => evidence !== 'unread')
      .map(({ fromMs, untilMs, text }) => ({ fromMs, untilMs, voice: voices.script, text: text[language] })),
    ...timeline.answers.flatMap(({ atMs, question, answer, nodeRunId }) => {
      const asked = timeline.steps.find((step) => step.nodeRunId === nodeRunId)?.fromMs ?? atMs;
      const reply = answer === null ? [] : [{ fromMs: atMs, untilMs: atMs + CHAT_SHOWN_MS, voice: voices.answer, text: answer[language] }];
      return [{ fromMs: asked, untilMs: atMs, voice: voices.question, text: question[language] }, ...reply];
    }),
    ...timeline.chat.flatMap(({ atMs, from, text }) =>
      text.text === null ? [] : [{ fromMs: atMs, untilMs: atMs + CHAT_SHOWN_MS, voice: voices[from], text: text.text }],
    ),
  ];
  return cues
    .map((cue) => ({ ...cue, untilMs: Math.max(cue.untilMs, cue.fromMs + LEAST_SHOWN_MS) }))
    .toSorted((a, b) => a.fromMs - b.fromMs);
}

function stamp(ms: number): string {
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  const milliseconds = String(Math.floor(ms % 1_000)).padStart(3, '0');
  return `${two(ms / 3_600_000)}:${two((ms / 60_000) % 60)}:${two((ms / 1_000) % 60)}.${milliseconds}`;
}

/** A blank line would end the cue, and `-->` begin another. */
const escaped = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/\s*\n\s*/g, ' ');
