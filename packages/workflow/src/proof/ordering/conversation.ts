import { z } from 'zod';
import type { NodeActs } from '../explore-flow.ts';
import { writtenConfig } from '../written-config.ts';
import {
  actsOf,
  type AskedFlow,
  type AskedNode,
  atSale,
  BEFORE_SALE,
  defineKind,
  inSegments,
  type NamedObligation,
  text,
} from './asked.ts';

const Where = {
  rules: z.array(z.string()).min(1).nullable().default(null),
  segments: z.array(z.string()).min(1).nullable().default(null),
};
interface Where {
  readonly rules: readonly string[] | null;
  readonly segments: readonly string[] | null;
}
const Lines = z.array(z.object({ rule: z.string().nullable().default(null), choices: z.array(z.unknown()).default([]) }));

/** Before the business is concluded the customer has given the expected answer, and no question's last answer is another one. */
export const customerConfirmed = defineKind({
  parameters: z.strictObject(Where),
  onlySales: true,
  ask: (flow, where) => {
    const asking = flow.nodes.filter((node) => asksCustomer(node, where));
    const missing = text(`${BEFORE_SALE['zh-CN']}没有客户的明确确认`, `no confirmation by the customer ${BEFORE_SALE.en}`);
    const mend = text(
      '在这条路径上、“{}”之前加入“提问”节点，只让“符合”的回答通向“{}”。',
      'Put a question on this path before “{}”, and let only the expected answer lead to “{}”.',
    );
    const expected = (node: AskedNode): string => (node.compiled.node.type === 'question' ? 'expected' : 'done');
    const once = asking.length === 0 ? [] : asking.map((node) => lastTime(flow, node, answered(node, expected(node)), missing, mend));
    return {
      obligations: [
        {
          startsHeld: false,
          untilConcluded: false,
          acts: actsOf(flow, [
            (node) => (asking.includes(node) ? { leaving: { [expected(node)]: [{ act: 'hold', sure: true }] } } : null),
            atSale('need'),
          ]),
          missing,
          mend,
        },
        ...once,
      ],
    };
  },
});

function asksCustomer(node: AskedNode, { rules, segments }: Where): boolean {
  if (segments !== null && !inSegments(node, segments)) return false;
  const config = writtenConfig(node.compiled);
  if (node.compiled.node.type === 'question') return rules === null || rules.includes(String(config['rule']));
  // What the virtual agent is answered is not noted with a rule.
  return node.compiled.node.type === 'virtual-agent' && rules === null && linesOf(node).some(({ choices }) => choices.length > 0);
}

const answered = ({ compiled }: AskedNode, expected: string): NodeActs => ({
  leaving: Object.fromEntries(
    compiled.ports
      .filter((port) => port !== 'escalated')
      .map((port) => [port, [{ act: port === expected ? ('hold' as const) : ('open' as const), sure: true }]]),
  ),
});

/** Before the business is concluded lines for the rule were read, and whatever script was begun was finished, or left for a person to read. */
export const scriptTicked = defineKind({
  parameters: z.strictObject({ ...Where, tooFast: z.enum(['fail', 'warn']).default('warn') }),
  onlySales: true,
  ask: (flow, where) => {
    const scripts = flow.nodes.filter((node) => reads(node, where));
    const named = where.rules ?? where.segments;
    const missing = text(`${BEFORE_SALE['zh-CN']}没有读完应读的话术`, `lines that have to be read are not, ${BEFORE_SALE.en}`);
    const mend = text(
      `在这条路径上、“{}”之前加入读这些话术的节点${named === null ? '' : `（${named.join('、')}）`}，只让“完成”出口通向“{}”。`,
      `Put a script with these lines${named === null ? '' : ` (${named.join(', ')})`} on this path before “{}”, and let only its port “done” lead to “{}”.`,
    );
    const anywhere: NamedObligation = {
      startsHeld: false,
      untilConcluded: false,
      acts: actsOf(flow, [
        (node) => (scripts.includes(node) ? { leaving: { done: [{ act: 'hold', sure: true }] } } : null),
        atSale('need'),
      ]),
      missing,
      mend,
    };
    const finished: NodeActs = {
      entering: [{ act: 'open', sure: true }],
      leaving: { done: [{ act: 'hold', sure: true }], escalated: [{ act: 'hold', sure: true }] },
    };
    return {
      obligations: [...(named === null ? [] : [anywhere]), ...scripts.map((node) => lastTime(flow, node, finished, missing, mend))],
    };
  },
});

const reads = (node: AskedNode, { rules, segments }: Where): boolean =>
  ['script', 'virtual-agent'].includes(node.compiled.node.type) &&
  (segments === null || inSegments(node, segments)) &&
  (rules === null || linesOf(node).some(({ rule }) => rule !== null && rules.includes(rule)));

/** None where they are an expression, which then serves no rule. */
const linesOf = ({ compiled }: AskedNode) => Lines.safeParse(writtenConfig(compiled)['lines']).data ?? [];

/** Whenever it was entered at all, what it last came to is as it should be when the business is concluded. */
export function lastTime(
  flow: AskedFlow,
  node: AskedNode,
  acts: NodeActs,
  missing: NamedObligation['missing'],
  mend: NamedObligation['mend'],
): NamedObligation {
  return {
    startsHeld: true,
    untilConcluded: false,
    acts: actsOf(flow, [(other) => (other === node ? acts : null), atSale('need')]),
    missing: text(`${missing['zh-CN']}（${node.compiled.node.id}）`, `${missing.en} (${node.compiled.node.id})`),
    mend,
  };
}
