import { z } from 'zod';
import { writtenConfig } from '../written-config.ts';
import { actsOf, type Asked, type AskedNode, atSale, BEFORE_SALE, defineKind, text } from './asked.ts';
import { lastTime } from './conversation.ts';

/** Whether it has a place to sign; null where an expression decides. */
export function isSigned({ compiled }: AskedNode): boolean | null {
  if (compiled.node.type !== 'document') return false;
  if (typeof compiled.node.config['places'] === 'string') return null;
  const { places } = writtenConfig(compiled);
  return Array.isArray(places) && places.length > 0;
}

/** Before the business is concluded a document was signed, and every one that was shown was finished. */
export const documentsReadAndSigned = defineKind({
  parameters: z.strictObject({
    atLeast: z.number().default(1),
    signedAtLeast: z.number().default(1),
    read: z.boolean().default(true),
  }),
  onlySales: true,
  ask: (flow, { atLeast, signedAtLeast, read }): Asked => {
    if (atLeast > 1 || signedAtLeast > 1)
      return { undecided: text('要求多份文件，按路径无法计数。', 'It asks for several documents, which are not counted along paths.') };
    const shown = flow.nodes.filter(({ compiled }) => compiled.node.type === 'document');
    const unread = shown.find(({ compiled }) => read && writtenConfig(compiled)['readToEnd'] === false);
    if (unread !== undefined) {
      const { id } = unread.compiled.node;
      return {
        undecided: text(
          `文件“${id}”不要求读到末尾，是否读完无从判断。请打开“必须逐页读到末尾”。`,
          `Document “${id}” need not be read to its end, so nobody could tell whether it was. Ask for that in its settings.`,
        ),
      };
    }
    const missing = text(`${BEFORE_SALE['zh-CN']}文件没有读完并签署`, `no document read and signed ${BEFORE_SALE.en}`);
    const mend = text(
      '在这条路径上、“{}”之前加入有签字位置的“文件阅读与签署”节点，只让“完成”出口通向“{}”。',
      'Put a document with a place to sign on this path before “{}”, and let only its port “done” lead to “{}”.',
    );
    const signedOnce = {
      startsHeld: signedAtLeast === 0,
      untilConcluded: false,
      acts: actsOf(flow, [
        (node) => {
          const signed = isSigned(node);
          return signed === false ? null : { leaving: { done: [{ act: 'hold', sure: signed === true }] } };
        },
        atSale('need'),
      ]),
      missing,
      mend,
    };
    const finished = {
      entering: [{ act: 'open', sure: true }],
      // One that was gone back from is given up, and another one is shown for it.
      leaving: { done: [{ act: 'hold', sure: true }], back: [{ act: 'hold', sure: true }] },
    } as const;
    return { obligations: [signedOnce, ...shown.map((node) => lastTime(flow, node, finished, missing, mend))] };
  },
});
