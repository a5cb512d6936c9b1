import type { LocalText } from '@guichet/protocol';
import { z } from 'zod';
import type { PositionFact } from '../facts.ts';
import { defineEvaluator, found, moment, text } from './evaluator.ts';

/** The customer's device said where it is, exactly enough and while it was recorded. Whoever refused it did not fail in anything but this. */
export const positionTaken = defineEvaluator({
  parameters: z.object({
    maxAccuracyM: z.number().int().positive(),
    /** In one of the areas that the flow names. */
    inside: z.boolean().default(false),
  }),
  needs: () => ['positions', 'durationMs'] as const,
  evaluate: ({ positions, durationMs }, { maxAccuracyM, inside }) => {
    const last = positions.at(-1);
    if (last === undefined)
      return found(
        'not_evaluated',
        text('流程没有采集位置的步骤，请人工查看。', 'No step of the flow takes a position; a person looks how it was had.'),
      );
    const moments = positions.map((position) => moment(position, labelOf(position)));
    const taken = positions.filter(({ accuracyM }) => accuracyM !== null);
    if (taken.length === 0)
      return found(
        'fail',
        last.reason === 'refused' || last.reason === 'denied'
          ? text('客户没有同意提供位置。', 'The customer did not agree to share the position.')
          : text('没有取得位置。', 'No position could be had.'),
        moments,
      );
    const recorded = taken.filter(({ atMs }) => atMs >= 0 && atMs <= durationMs);
    if (recorded.length === 0)
      return found('fail', text('位置不是在录制期间取得的。', 'The position was not taken while it was recorded.'), moments);
    const exact = recorded.filter(({ accuracyM }) => accuracyM !== null && accuracyM <= maxAccuracyM);
    if (exact.length === 0)
      return found('fail', text(`位置精度低于 ${maxAccuracyM} 米。`, `The position is less exact than ${maxAccuracyM} m.`), moments);
    if (!inside || exact.some(({ whereabouts }) => whereabouts === 'inside'))
      return found('pass', text('录制期间取得了位置。', 'The position was taken while it was recorded.'), moments);
    if (exact.some(({ whereabouts }) => whereabouts === 'outside'))
      return found('fail', text('客户不在允许的区域内。', 'The customer is outside the areas.'), moments);
    return found(
      'not_evaluated',
      text('无法判断客户是否在允许的区域内。', 'Nobody can tell whether the customer is inside the areas.'),
      moments,
    );
  },
});

const labelOf = ({ accuracyM }: PositionFact): LocalText =>
  accuracyM === null ? text('没有取得位置', 'No position') : text(`位置，精度 ${accuracyM} 米`, `Position, exact to ${accuracyM} m`);
