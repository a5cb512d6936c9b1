import { assertNever } from '@guichet/protocol';
import { z } from 'zod';
import type { NodeActs } from '../explore-flow.ts';
import { writtenConfig } from '../written-config.ts';
import { type AskedFlow, type AskedNode, actsOf, atSale, defineKind, inSegments, text } from './asked.ts';

const Before = z.discriminatedUnion('what', [
  z.strictObject({ what: z.literal('media') }),
  z.strictObject({ what: z.literal('segment'), anyOf: z.array(z.string()).min(1) }),
  z.strictObject({ what: z.literal('engine_check'), anyOf: z.array(z.enum(['identity_document', 'liveness', 'face_match'])).min(1) }),
]);
type Before = z.infer<typeof Before>;

const BEFORE_TEXT = {
  media: text('音视频接通', 'sound and picture'),
  segment: text('该环节', 'that part'),
  engine_check: text('系统比对人脸', 'an engine looks at the face'),
} as const;
const CHECK_TYPES = { identity_document: 'identity-document', liveness: 'liveness', face_match: 'face-match' } as const;

/** The customer's last decision before something begins is a yes. */
export const consentBefore = defineKind({
  parameters: z.strictObject({ consent: z.string(), before: Before }),
  onlySales: false,
  ask: (flow, { consent, before }, ofSale) => ({
    obligations: [
      {
        startsHeld: false,
        untilConcluded: ofSale,
        acts: actsOf(flow, [decidedBy(consent), beginningOf(flow, before, consent), ...(ofSale ? [atSale('conclude')] : [])]),
        missing: text(
          `${BEFORE_TEXT[before.what]['zh-CN']}之前没有取得同意（${consent}）`,
          `${BEFORE_TEXT[before.what].en} without consent (${consent}) before it`,
        ),
        mend: text(
          `在这条路径上、“{}”之前放一个“授权同意”节点（事项：${consent}），并让它的“拒绝”出口绕开“{}”。`,
          `Put a consent (${consent}) on this path before “{}”, and lead its port “refused” past “{}”.`,
        ),
      },
    ],
  }),
});

const decidedBy =
  (consent: string) =>
  ({ compiled }: AskedNode): NodeActs | null => {
    if (compiled.node.type !== 'consent') return null;
    const { kind } = writtenConfig(compiled);
    const sure = !isExpression(kind);
    if (sure && kind !== consent) return null;
    return { leaving: { accepted: [{ act: 'hold', sure }], refused: [{ act: 'open', sure }] } };
  };

function beginningOf(asked: AskedFlow, before: Before, consent: string): (node: AskedNode) => NodeActs | null {
  const need = (sure: boolean): NodeActs => ({ entering: [{ act: 'need', sure }] });
  switch (before.what) {
    case 'media':
      return ({ compiled }) => (compiled.node.type === 'connect' && writtenConfig(compiled)['step'] !== 'close' ? need(true) : null);
    case 'segment':
      return (node) => (inSegments(node, before.anyOf) ? need(true) : null);
    case 'engine_check':
      return (node) => {
        if (!before.anyOf.some((check) => CHECK_TYPES[check] === node.compiled.node.type)) return null;
        const written = node.compiled.node.config['engine'];
        if (isExpression(written)) return isOnlyAfter(asked, node, String(written), consent) ? null : need(false);
        return writtenConfig(node.compiled)['engine'] === true ? need(true) : null;
      };
    default:
      return assertNever(before);
  }
}

/**
 * Whether an expression is true only after the consent's last decision was a yes: `= v = "accepted"`, where `v` begins empty and is what every
 * consent of that kind decides, and nothing else. The one condition that the proof looks into; the counter gives no such variable at the start.
 */
function isOnlyAfter({ flow: root, nodes }: AskedFlow, { flow }: AskedNode, expression: string, consent: string): boolean {
  const name = /^=\s*([a-z]\w*)\s*=\s*"accepted"\s*$/.exec(expression)?.[1];
  if (name === undefined || flow !== root || flow.variables.get(name)?.initial !== undefined) return false;
  return nodes.every(({ compiled, flow: of }) => {
    const { node } = compiled;
    const writes = of === root ? Object.entries(node.outputs).filter(([, variable]) => variable === name) : [];
    const isConsent = node.type === 'consent' && writtenConfig(compiled)['kind'] === consent;
    if (isConsent) return of === root && writes.length === 1 && writes[0]?.[0] === 'decision';
    const taken = node.type === 'sub-flow' ? writtenConfig(compiled)['output'] : null;
    const isTaken = of === root && typeof taken === 'object' && taken !== null && Object.hasOwn(taken, name);
    return writes.length === 0 && !isTaken;
  });
}

const isExpression = (value: unknown): boolean => typeof value === 'string' && value.startsWith('=');
