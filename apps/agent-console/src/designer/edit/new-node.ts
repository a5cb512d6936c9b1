import type { Json, JsonObject } from '@guichet/workflow';
import { firstValue, schemaOf, type Schema } from '../properties/json-schema.ts';
import { type Draft, type DraftNode, freeId, idFromType, manifestOf } from './draft.ts';
import { componentOf } from './known-components.ts';

const text = (zhCn: string, en: string) => ({ 'zh-CN': zhCn, en });

/** What a step of a type begins with, where its schema alone does not say enough: something that works and is read as an example. */
const firstConfigs: Readonly<Record<string, (draft: Draft) => JsonObject>> = {
  end: () => ({ outcome: 'completed' }),
  fork: () => ({ branches: ['first', 'second'] }),
  join: ({ nodes }) => ({ fork: nodes.findLast(({ type }) => type === 'fork')?.id ?? '' }),
  'sub-flow': () => ({ flow: '', version: 1 }),
  wait: () => ({ forMs: 60_000 }),
  document: () => ({
    template: 'wealth-confirmation',
    title: text('文件标题', 'Title of the document'),
    places: [
      {
        name: 'customer_signature',
        kind: 'signature',
        page: 1,
        x: 0.1,
        y: 0.84,
        width: 0.32,
        height: 0.1,
        title: text('客户签字', 'The customer’s signature'),
      },
    ],
  }),
  form: () => ({
    title: text('表单标题', 'Title of the form'),
    fields: [{ key: 'answer', type: 'text', title: text('填写内容', 'What is filled in') }],
  }),
  invite: () => ({ role: 'witness', title: text('邀请家人旁听', 'A relative is asked to listen') }),
  location: () => ({
    explanation: [
      text(
        '为确认您在我行可办理业务的地区，需要您设备此刻的位置，随本次业务记录一并保存。',
        'Your device’s position at this moment is needed to see that you are where we may serve you. It is kept with this session’s records.',
      ),
    ],
  }),
  notify: () => ({ channel: 'sms', template: 'receipt' }),
  otp: () => ({ purpose: text('验证码用于确认本次业务由您本人办理。', 'The code confirms that it is you who does this.') }),
  question: () => ({
    question: text('您已经了解以上内容，是吗？', 'Have you understood all of this?'),
    choices: [
      { key: 'yes', title: text('是的，我了解', 'Yes, I have'), class: 'expected' },
      { key: 'no', title: text('不办了', 'I stop here'), class: 'refused' },
    ],
  }),
  record: () => ({ mark: 'moment' }),
  'risk-assessment': () => ({
    version: '1',
    questions: [
      {
        key: 'experience',
        text: text('您有几年投资经验？', 'How many years have you invested?'),
        options: [
          { key: 'none', text: text('没有', 'None'), score: 0 },
          { key: 'some', text: text('一年以上', 'More than one'), score: 20 },
        ],
      },
    ],
    levels: { C2: 5, C3: 10, C4: 15, C5: 20 },
    product: { name: text('产品名称', 'Name of the product'), level: 'R2' },
  }),
  script: () => ({
    lines: [{ key: 'first', text: text('在这里写坐席要读的话。', 'Write here what the agent reads aloud.') }],
  }),
  service: () => ({ service: 'core', operation: 'submit-order' }),
  task: () => ({ title: text('请第二人复核', 'A second person looks at this') }),
  'virtual-agent': () => ({
    lines: [{ key: 'hello', text: text('您好，我是数字人。', 'Hello, I am the virtual agent.') }],
  }),
};

/** A new step of a type, under a name that is free. */
export function newNode(draft: Draft, type: string): DraftNode {
  return {
    id: freeId(
      idFromType(componentOf(type)?.name ?? type),
      draft.nodes.map(({ id }) => id),
    ),
    type,
    config: firstConfigs[type]?.(draft) ?? ownConfig(type),
    outputs: {},
    tags: [],
    back: false,
    maxVisits: 1,
  };
}

/** Where a way ends that leads nowhere: the end says the port's name as what came of it. */
export function endFor(draft: Draft, port: string): DraftNode {
  const outcome = ['failed', 'cancelled', 'done', 'next', 'ok'].includes(port) ? 'completed' : port;
  return { ...newNode(draft, 'end'), config: { outcome } };
}

/** A component of the bank's own begins with as little as its schema lets it, to be written over. */
function ownConfig(type: string): JsonObject {
  const manifest = componentOf(type) === undefined ? undefined : manifestOf(type);
  return manifest === undefined ? {} : (exampleOf(schemaOf(manifest), '') as JsonObject);
}

function exampleOf(schema: Schema, name: string, index = 0): Json {
  const { type, properties, required = [], items, minItems = 0 } = schema;
  if (type === 'array' && items !== undefined) return Array.from({ length: minItems }, (_, at) => exampleOf(items, name, at));
  if (type === 'object' && properties !== undefined) {
    const isText = 'zh-CN' in properties && 'en' in properties;
    if (isText) return text(`文字${index === 0 ? '' : index + 1}`, `Text${index === 0 ? '' : ` ${index + 1}`}`);
    return Object.fromEntries(required.map((key) => [key, exampleOf(properties[key] ?? {}, key, index)]));
  }
  const first = firstValue(schema, name, index);
  return first === '' ? `${name}${index + 1}` : first;
}
