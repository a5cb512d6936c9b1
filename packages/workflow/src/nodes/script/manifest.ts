import { LocalText } from '@guichet/protocol';
import { z } from 'zod';
import type { NodeManifest } from '../node-type.ts';
import { Key, OWN_KEYS, haveOwnKeys } from '../shared/fields.ts';
import { RECORDED, needsField } from '../shared/needs.ts';
import { explained, text } from '../shared/text.ts';

export const ScriptLine = z.object({
  key: explained(Key, text('编号', 'Key')),
  text: explained(LocalText, text('话术', 'What is read')),
  readBy: explained(z.enum(['agent', 'virtual_agent']).default('agent'), text('谁来读', 'Who reads it')),
  minSeconds: explained(
    z.number().min(0).max(300).default(0),
    text('至少几秒', 'Seconds at least'),
    text('读完这一条至少需要的时间。', 'What it takes to read it.'),
  ),
  acknowledge: explained(
    z.boolean().default(false),
    text('需要客户表示清楚', 'The customer says it is clear'),
    text('客户点“我清楚”后才到下一条。', 'The next line follows when they have.'),
  ),
  rule: explained(z.string().min(1).max(64).nullable().default(null), text('依据', 'Rule')),
});
export type ScriptLine = z.infer<typeof ScriptLine>;

export const ScriptConfig = z.object({
  lines: explained(z.array(ScriptLine).min(1).max(60).refine(haveOwnKeys, OWN_KEYS), text('话术条目', 'Lines')),
  tooFast: explained(
    z.enum(['refuse', 'flag']).default('refuse'),
    text('读得太快时', 'When it is ticked too fast'),
    text('拒绝打勾，或允许但留下标记供复核。', 'It is refused, or taken with a flag for the reviewer.'),
  ),
  maxRereads: explained(
    z.number().int().min(1).max(10).nullable().default(null),
    text('最多重读次数', 'Rereads at most'),
    text('超过后走“仍不清楚”出口；为空则不限。', 'After these it leads to “unclear”; without a number there is no end to them.'),
  ),
  needs: needsField(RECORDED),
});
export type ScriptConfig = z.infer<typeof ScriptConfig>;

export const LineInput = z.object({ line: Key });

export const scriptManifest: NodeManifest<ScriptConfig> = {
  type: 'script',
  title: text('话术朗读', 'Script'),
  description: text('逐条朗读话术，每读完一条打勾并留下时间标记。', 'Lines read aloud one by one; each is ticked with a mark of its time.'),
  icon: 'list-check',
  category: 'talk',
  config: ScriptConfig,
  outputs: {
    lines: { type: 'number', title: text('读完条数', 'Lines read') },
    tooFast: { type: 'number', title: text('读得太快的条数', 'Lines ticked too fast') },
    rereads: { type: 'number', title: text('重读次数', 'Rereads') },
  },
  ports: ({ maxRereads }) => (maxRereads === null ? ['done'] : ['done', 'unclear']),
  actors: ({ lines }) => [
    ...new Set(lines.map(({ readBy }) => readBy ?? 'agent')),
    ...(lines.some(({ acknowledge }) => acknowledge) ? (['customer'] as const) : []),
  ],
  needs: ({ needs }) => needs,
  actions: {
    tick: { roles: ['agent'], input: LineInput },
    reread: { roles: ['agent'], input: LineInput },
    acknowledge: { roles: ['customer'], input: LineInput },
    ask_again: { roles: ['customer'], input: LineInput },
  },
  waits: true,
};
