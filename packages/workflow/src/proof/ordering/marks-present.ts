import { LocalText } from '@guichet/protocol';
import { z } from 'zod';
import type { NodeActs } from '../explore-flow.ts';
import { writtenConfig } from '../written-config.ts';
import { actsOf, type Asked, type AskedNode, atSale, BEFORE_SALE, defineKind, text } from './asked.ts';

/** Marks that nodes of a type make for certain. What others make hangs on what happens in the session. */
const CERTAIN: Readonly<Record<string, (node: AskedNode) => NodeActs | null>> = {
  risk_assessed: ({ compiled }) =>
    compiled.node.type === 'risk-assessment'
      ? { leaving: Object.fromEntries(compiled.ports.map((port) => [port, [{ act: 'hold' as const, sure: true }]])) }
      : null,
  generated_content_labelled: ({ compiled }) =>
    compiled.node.type === 'virtual-agent' ? { entering: [{ act: 'hold', sure: true }] } : null,
};

const writtenMark =
  (marks: readonly string[]) =>
  ({ compiled }: AskedNode): NodeActs | null =>
    compiled.node.type === 'record' && marks.includes(String(writtenConfig(compiled)['mark']))
      ? { leaving: { done: [{ act: 'hold', sure: true }] } }
      : null;

/** What the flow notes for itself was noted before the business is concluded. */
export const marksPresent = defineKind({
  parameters: z.strictObject({
    marks: z.array(z.strictObject({ anyOf: z.array(z.string()).min(1), title: LocalText })).min(1),
    otherwise: z.enum(['fail', 'warn']).default('fail'),
  }),
  onlySales: true,
  ask: (flow, { marks }): Asked => {
    const unknown = marks.find(
      ({ anyOf }) => anyOf.every((mark) => !Object.hasOwn(CERTAIN, mark)) && !flow.nodes.some((node) => writtenMark(anyOf)(node)),
    );
    if (unknown !== undefined)
      return {
        undecided: text(
          `流程中没有节点必定留下“${unknown.title['zh-CN']}”的标记。`,
          `No node of the flow is certain to note “${unknown.title.en}”.`,
        ),
      };
    return {
      obligations: marks.map(({ anyOf, title }) => ({
        startsHeld: false,
        untilConcluded: false,
        acts: actsOf(flow, [
          ...anyOf.flatMap((mark) => (Object.hasOwn(CERTAIN, mark) ? [CERTAIN[mark] as (node: AskedNode) => NodeActs | null] : [])),
          writtenMark(anyOf),
          atSale('need'),
        ]),
        missing: text(`${BEFORE_SALE['zh-CN']}没有“${title['zh-CN']}”`, `no “${title.en}” ${BEFORE_SALE.en}`),
        mend: text(
          `在这条路径上、“{}”之前加入会留下“${title['zh-CN']}”标记的节点。`,
          `Put a node that notes “${title.en}” on this path before “{}”.`,
        ),
      })),
    };
  },
});
