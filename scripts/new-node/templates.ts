import { camel, pascal } from './make-node.ts';

/** What a new node type begins with: one action of the agent's, one text in both languages. All of it is meant to be written over. */

export const manifest = (type: string) => `import { LocalText } from '@guichet/protocol';
import { z } from 'zod';
import type { NodeManifest } from '../node-type.ts';
import { RECORDED, needsField } from '../shared/needs.ts';
import { explained, text } from '../shared/text.ts';

export const ${pascal(type)}Config = z.object({
  topic: explained(LocalText.nullable().default(null), text('主题', 'Topic')),
  needs: needsField(RECORDED),
});
export type ${pascal(type)}Config = z.infer<typeof ${pascal(type)}Config>;

export const ${camel(type)}Manifest: NodeManifest<${pascal(type)}Config> = {
  type: '${type}',
  title: text('新环节（${type}）', 'New step (${type})'),
  description: text('坐席完成后进入下一环节。', 'The agent finishes it and the next step follows.'),
  icon: 'puzzle',
  category: 'talk',
  config: ${pascal(type)}Config,
  outputs: {},
  ports: () => ['done'],
  actors: () => ['agent'],
  needs: ({ needs }) => needs,
  actions: { finish: { roles: ['agent'], input: z.null() } },
  waits: true,
};
`;

export const behaviour = (type: string) => `import { type NodeType, defineNodeType } from '../node-type.ts';
import { type ${pascal(type)}Config, ${camel(type)}Manifest } from './manifest.ts';

export const ${camel(type)}: NodeType = defineNodeType<${pascal(type)}Config, null>({
  manifest: ${camel(type)}Manifest,
  behaviour: {
    enter: () => ({ data: null }),
    act: (data) => ({ data, marks: [{ name: 'finished', detail: {} }], done: { port: 'done' } }),
    view: (_data, _role, { config }) => ({ topic: config.topic }),
  },
});
`;

export const test = (type: string) => `import { expect, it } from 'vitest';
import { NodeRunner, refusalOf } from '../testing/node-run.ts';
import { ${camel(type)} } from './behaviour.ts';

it('is finished by the agent and by nobody else', () => {
  expect(refusalOf(() => new NodeRunner(${camel(type)}).act('customer', 'finish'))).toBe('forbidden');
  expect(new NodeRunner(${camel(type)}).act('agent', 'finish').done?.port).toBe('done');
});
`;

export const customerPart = () => `import { LocalText } from '@guichet/protocol';
import { z } from 'zod';
import { useTexts } from '../../app/texts/use-texts.ts';
import type { StepPartProps } from '../flow/step-part.ts';

const View = z.object({ topic: LocalText.nullable() });

export function Part({ step }: StepPartProps) {
  const { language } = useTexts();
  const { topic } = View.parse(step.view);
  return <p>{(topic ?? step.title)[language]}</p>;
}
`;

export const agentPart = () => `import { LocalText } from '@guichet/protocol';
import { Button } from '@guichet/ui';
import { z } from 'zod';
import { useTexts } from '../../../app/texts/use-texts.ts';
import type { NodePartProps } from '../../flow/node-part.ts';

const View = z.object({ topic: LocalText.nullable() });
const FINISH = { 'zh-CN': '完成', en: 'Done' } as const;

export function Part({ step, act, busy }: NodePartProps) {
  const { language } = useTexts();
  const { topic } = View.parse(step.view);
  return (
    <>
      {topic !== null && <p>{topic[language]}</p>}
      {step.actions.includes('finish') && (
        <Button kind="primary" size="lg" wide busy={busy} onClick={() => void act('finish')}>
          {FINISH[language]}
        </Button>
      )}
    </>
  );
}
`;
