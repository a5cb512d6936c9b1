import { LocalText } from '@guichet/protocol';
import { z } from 'zod';
import type { NodeManifest } from '../node-type.ts';
import { Key } from '../shared/fields.ts';
import { explained, text } from '../shared/text.ts';

export const RecordConfig = z
  .object({
    step: explained(
      z.enum(['mark', 'pause', 'resume']).default('mark'),
      text('动作', 'Does what'),
      text(
        '在录像上做标记；或在规则允许时暂停、恢复录制。',
        'Marks a moment on the recording; or pauses and resumes it where a rule allows that.',
      ),
    ),
    mark: explained(Key.nullable().default(null), text('标记名称', 'Name of the mark')),
    pauseRule: explained(
      z.string().min(1).max(64).nullable().default(null),
      text('允许暂停的规则', 'Rule that allows the pause'),
      text('没有规则依据时不能暂停录制。', 'Without one the recording cannot be paused.'),
    ),
    pauseReason: explained(LocalText.nullable().default(null), text('暂停原因', 'Why it is paused')),
  })
  .refine(({ step, mark }) => step !== 'mark' || mark !== null, 'a mark has a name')
  .refine(({ step, pauseRule, pauseReason }) => step !== 'pause' || (pauseRule !== null && pauseReason !== null), {
    message: 'a pause names the rule that allows it and says why',
  });
export type RecordConfig = z.infer<typeof RecordConfig>;

export const recordManifest: NodeManifest<RecordConfig> = {
  type: 'record',
  title: text('录制标记', 'Recording'),
  description: text(
    '标记录像中的一个时刻；仅在规则允许时暂停录制。',
    'Marks a moment of the recording; pauses it only where a rule allows.',
  ),
  icon: 'player-record',
  category: 'talk',
  config: RecordConfig,
  outputs: {},
  ports: () => ['done'],
  actors: () => ['system'],
  needs: ({ step }) => (step === 'mark' ? ['recording'] : ['call']),
  actions: {},
  waits: false,
};
