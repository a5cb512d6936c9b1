import { LocalText } from '@guichet/protocol';
import { z } from 'zod';
import { defineEvaluator, found } from './evaluator.ts';

/** Nothing here can tell; a person has to look. Never anything but `not_evaluated`. */
export const personLooks = defineEvaluator({
  parameters: z.object({ at: LocalText }),
  needs: () => [],
  evaluate: (_facts, { at }) => found('not_evaluated', at),
});
