import { LocalText } from '@guichet/protocol';
import { z } from 'zod';
import { FactRole } from '../facts.ts';
import { defineEvaluator, found, text } from './evaluator.ts';
import { unionMs } from './gap-max.ts';

const Kind = z.enum(['audio', 'video']);
const KIND_TEXT = { audio: text('声音', 'sound'), video: text('画面', 'picture') } as const;

/** Sound and picture of each party are there for most of the recording. Screen shares are nobody's face. */
export const bothPartiesMedia = defineEvaluator({
  parameters: z.object({
    parties: z
      .array(z.object({ anyOf: z.array(FactRole).min(1), kinds: z.array(Kind).min(1), title: LocalText }))
      .min(1)
      .max(5),
    /** Share of the recording's length, 0 to 1. */
    minShare: z.number().gt(0).max(1),
  }),
  needs: () => ['tracks', 'durationMs'] as const,
  evaluate: ({ tracks, durationMs }, { parties, minShare }) => {
    if (durationMs === 0) return found('fail', text('录像没有内容。', 'There is nothing in the recording.'));
    const own = tracks.filter(({ source, playable }) => playable && !source.startsWith('screen'));
    const short = parties.flatMap(({ anyOf, kinds, title }) =>
      kinds.flatMap((kind) => {
        const theirs = own.filter((track) => track.kind === kind && track.role !== null && anyOf.includes(track.role));
        const share = unionMs(theirs) / durationMs;
        return share >= minShare ? [] : [{ title, kind, share }];
      }),
    );
    if (short.length === 0) return found('pass', text('双方的声音和画面都在。', 'Sound and picture of both parties are there.'));
    const moments = short.map(({ title, kind, share }) => ({
      atMs: 0,
      untilMs: durationMs,
      label: text(
        `${title['zh-CN']}${KIND_TEXT[kind]['zh-CN']}仅占 ${percent(share)}`,
        `${title.en}: ${KIND_TEXT[kind].en} for ${percent(share)} only`,
      ),
    }));
    if (own.some(({ role }) => role === null))
      return found('not_evaluated', text('有的轨道不知道是谁的。', 'Nobody knows whose some of the tracks are.'), moments);
    return found(
      'fail',
      text(
        `未达到录像时长的 ${percent(minShare)}：${short.map(({ title, kind }) => title['zh-CN'] + KIND_TEXT[kind]['zh-CN']).join('、')}。`,
        `There for less than ${percent(minShare)} of the recording: ${short.map(({ title, kind }) => `${title.en} (${KIND_TEXT[kind].en})`).join(', ')}.`,
      ),
      moments,
    );
  },
});

const percent = (share: number): string => `${Math.floor(share * 100)} %`;
