import { LocalText } from '@guichet/protocol';
import { z } from 'zod';
import type { NodeActs } from '../explore-flow.ts';
import { actsOf, type AskedNode, atSale, BEFORE_SALE, defineKind, inSegments, text } from './asked.ts';

const Chapter = z.strictObject({ anyOf: z.array(z.string()).min(1), title: LocalText });
type Chapter = z.infer<typeof Chapter>;

const entering =
  ({ anyOf }: Chapter, act: 'hold' | 'need') =>
  (node: AskedNode): NodeActs | null =>
    inSegments(node, anyOf) ? { entering: [{ act, sure: true }] } : null;

/** Every one of the chapters has begun before the business is concluded. */
export const segmentsPresent = defineKind({
  parameters: z.strictObject({ segments: z.array(Chapter).min(1) }),
  onlySales: true,
  ask: (flow, { segments }) => ({
    obligations: segments.map((chapter) => ({
      startsHeld: false,
      untilConcluded: false,
      // The chapter that the business is concluded in has begun by then.
      acts: actsOf(flow, [entering(chapter, 'hold'), atSale('need')]),
      missing: text(`${BEFORE_SALE['zh-CN']}没有“${chapter.title['zh-CN']}”环节`, `no part “${chapter.title.en}” ${BEFORE_SALE.en}`),
      mend: text(
        `在这条路径上、“{}”之前加入属于“${chapter.title['zh-CN']}”环节（${chapter.anyOf.join('、')}）的节点，或把这条路径引向别处。`,
        `Put a node of the part “${chapter.title.en}” (${chapter.anyOf.join(', ')}) on this path before “{}”, or lead the path elsewhere.`,
      ),
    })),
  }),
});

/** No chapter begins before the one ahead of it has. Stricter than what is asked of a recording, where one that is missing is another rule's affair. */
export const segmentOrder = defineKind({
  parameters: z.strictObject({ order: z.array(Chapter).min(2) }),
  onlySales: false,
  ask: (flow, { order }, ofSale) => ({
    obligations: order.slice(1).map((chapter, index) => {
      const ahead = order[index] as Chapter;
      return {
        startsHeld: false,
        untilConcluded: ofSale,
        acts: actsOf(flow, [entering(ahead, 'hold'), entering(chapter, 'need'), ...(ofSale ? [atSale('conclude')] : [])]),
        missing: text(
          `“${chapter.title['zh-CN']}”开始时还没有“${ahead.title['zh-CN']}”`,
          `“${chapter.title.en}” begins before “${ahead.title.en}” has`,
        ),
        mend: text(
          `在这条路径上，把“${ahead.title['zh-CN']}”（${ahead.anyOf.join('、')}）的节点放到“${chapter.title['zh-CN']}”（${chapter.anyOf.join('、')}）之前。`,
          `On this path, put a node of “${ahead.title.en}” (${ahead.anyOf.join(', ')}) before “${chapter.title.en}” (${chapter.anyOf.join(', ')}).`,
        ),
      };
    }),
  }),
});
