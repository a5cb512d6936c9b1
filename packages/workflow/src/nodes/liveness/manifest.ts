import { z } from 'zod';
import type { NodeManifest } from '../node-type.ts';
import { RECORDED, needsField } from '../shared/needs.ts';
import { explained, text } from '../shared/text.ts';
import { Challenge, livenessRejections } from './challenges.ts';

export const LivenessConfig = z
  .object({
    challenges: explained(
      z.array(Challenge).min(1).max(7).default(['turn_left', 'turn_right', 'nod', 'open_mouth']),
      text('可选动作', 'Challenges to draw from'),
      text('顺序由本次业务的随机种子决定并留痕。', 'Their order is drawn from the run’s seed, which is in the log.'),
    ),
    count: explained(z.number().int().min(1).max(6).default(2), text('动作个数', 'How many')),
    engine: explained(
      z.boolean().default(false),
      text('允许系统判断', 'An engine may judge'),
      text(
        '涉及人脸信息，需先取得单独同意；可引用同意结果的变量。',
        'It processes the face: take a separate consent first, e.g. by an expression on its result.',
      ),
    ),
    seconds: explained(
      z.number().int().min(4).max(20).default(8),
      text('每个动作的时限（秒）', 'Time for each challenge (s)'),
      text(
        '仅在允许系统判断时计时；超时由坐席决定。念数字时没有听到声音会再请客户念一次。',
        'Counted where an engine may judge; when it is up, the agent decides. Whoever is not heard to read digits is asked again.',
      ),
    ),
    attempts: explained(z.number().int().min(1).max(5).default(3), text('最多尝试次数', 'How often it may be tried')),
    needs: needsField(RECORDED),
  })
  .refine(({ challenges, count }) => new Set(challenges).size === challenges.length && count <= challenges.length, {
    message: 'every challenge once, and no more than there are',
  });
export type LivenessConfig = z.infer<typeof LivenessConfig>;

/** `challenge` is the one that was looked at: the next one may have come by the time the button is pressed. */
export const ObserveInput = z.object({ seen: z.boolean(), challenge: Challenge.nullable().default(null) });
export const LivenessRejectInput = z.object({
  reason: z.enum(Object.keys(livenessRejections) as [keyof typeof livenessRejections, ...(keyof typeof livenessRejections)[]]),
});

export const livenessManifest: NodeManifest<LivenessConfig> = {
  type: 'liveness',
  title: text('活体检测', 'Liveness'),
  description: text(
    '客户按随机顺序做动作，坐席确认是真人在场。',
    'The customer follows challenges in a drawn order; the agent sees a living person.',
  ),
  icon: 'face-id',
  category: 'identity',
  config: LivenessConfig,
  outputs: {
    decision: { type: 'string', title: text('结论', 'Decision') },
    result: { type: 'object', personal: true, title: text('完整结果', 'Whole result') },
  },
  ports: () => ['confirmed', 'rejected'],
  actors: () => ['agent', 'customer'],
  needs: ({ needs }) => needs,
  actions: {
    observe: { roles: ['agent'], input: ObserveInput },
    confirm: { roles: ['agent'], input: z.null() },
    reject: { roles: ['agent'], input: LivenessRejectInput },
  },
  waits: true,
};
