import { z } from 'zod';
import type { NodeActs } from '../explore-flow.ts';
import { actsOf, type AskedNode, atSale, BEFORE_SALE, defineKind, inSegments, text } from './asked.ts';

const CHECKS = {
  identity_document: { type: 'identity-document', title: text('证件核验', 'identity document') },
  liveness: { type: 'liveness', title: text('活体检测', 'liveness') },
  face_match: { type: 'face-match', title: text('人证比对', 'face match') },
} as const;

/** The last result of each check is a pass, both when the chapter that builds on it begins and when the business is concluded. */
export const checksPassed = defineKind({
  parameters: z.strictObject({
    checks: z.array(z.enum(['identity_document', 'liveness', 'face_match'])).min(1),
    beforeSegments: z.array(z.string()).min(1).nullable().default(null),
  }),
  onlySales: true,
  ask: (flow, { checks, beforeSegments }) => ({
    obligations: checks.flatMap((check) => {
      const { type, title } = CHECKS[check];
      const decided = ({ compiled }: AskedNode): NodeActs | null =>
        compiled.node.type === type
          ? { leaving: { confirmed: [{ act: 'hold', sure: true }], rejected: [{ act: 'open', sure: true }] } }
          : null;
      const begins = (node: AskedNode): NodeActs | null =>
        beforeSegments !== null && inSegments(node, beforeSegments) ? { entering: [{ act: 'need', sure: true }] } : null;
      const mend = text(
        `在这条路径上加入“${title['zh-CN']}”，只让它的“通过”出口通向后面的环节。`,
        `Put the check “${title.en}” on this path, and let only its port “confirmed” lead on.`,
      );
      const atLast = {
        startsHeld: false,
        untilConcluded: false,
        acts: actsOf(flow, [decided, atSale('need')]),
        missing: text(`${BEFORE_SALE['zh-CN']}没有通过${title['zh-CN']}`, `${title.en} not passed ${BEFORE_SALE.en}`),
        mend,
      };
      if (beforeSegments === null) return [atLast];
      const inTime = {
        startsHeld: false,
        untilConcluded: true,
        acts: actsOf(flow, [decided, begins, atSale('conclude')]),
        missing: text(
          `“${beforeSegments.join('、')}”开始时没有通过${title['zh-CN']}`,
          `${title.en} not passed when “${beforeSegments.join(', ')}” begins`,
        ),
        mend,
      };
      return [atLast, inTime];
    }),
  }),
});
