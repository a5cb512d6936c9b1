import { randomBytes } from 'node:crypto';
import { newId, type ServiceTypeId, type StaffId } from '@guichet/protocol';
import type { Tx } from '../database/database.ts';
import { jsonColumn } from '../database/json-column.ts';
import type { AfterInspection, Inspected } from '../inspection/inspector.ts';
import type { Core } from '../sessions/core.ts';
import { productRisk } from './product-risk.ts';
import { draw } from './sampling.ts';
import { readSamplingRules } from './sampling-rules.ts';

const HOUR_MS = 3_600_000;
/** What puts another recording right is looked at whatever the rules say. */
const FOLLOW_UP = { persons: 1, deadlineHours: 48 };

/** Draws a recording for review in the transaction of its first inspection. Drawn once: a later inspection changes nothing of it. */
export const drawReview =
  (core: Core): AfterInspection =>
  async (tx, inspected) => {
    const { recordingId, sessionId, facts, results } = inspected;
    if ((await tx.reviewDraw.count({ where: { recordingId } })) > 0) return;
    const session = await tx.session.findUniqueOrThrow({
      where: { id: sessionId },
      select: { serviceTypeId: true, agentId: true, followsSessionId: true },
    });
    const seed = randomBytes(16).toString('hex');
    const sampled = {
      recordingId,
      product: facts.product,
      risk: await productRisk(core, tx, sessionId),
      serviceTypeId: session.serviceTypeId as ServiceTypeId,
      agentId: session.agentId as StaffId | null,
      customer: facts.customer,
      results,
    };
    const drawn = draw(seed, sampled, await readSamplingRules(tx));
    const hits = drawn.filter((one) => one.drawn).map(({ rule }) => rule);
    const follows = session.followsSessionId !== null;
    const demands = [
      ...hits.map(({ secondPerson, deadlineHours }) => ({ persons: secondPerson ? 2 : 1, deadlineHours })),
      ...(follows ? [FOLLOW_UP] : []),
    ];
    const at = core.clock();
    const reviewId = demands.length === 0 ? null : await openReview(tx, inspected, demands, at);
    await tx.reviewDraw.create({
      data: {
        recordingId,
        sessionId,
        seed,
        rules: drawn.map(({ rule, value, drawn: hit }) =>
          jsonColumn({ samplingRuleId: rule.samplingRuleId, title: rule.title, percent: rule.percent, value, drawn: hit }),
        ),
        drawn: reviewId !== null,
        at: new Date(at),
      },
    });
    await core.log.append(tx, sessionId, {
      actor: { kind: 'system' },
      type: 'review.sampled',
      payload: {
        recordingId,
        seed,
        rules: drawn.map(({ rule, value, drawn: hit }) => ({
          samplingRuleId: rule.samplingRuleId,
          percent: rule.percent,
          value,
          drawn: hit,
        })),
        reviewId,
      },
    });
  };

/** The strictest of all demands: the most persons, the shortest time. */
async function openReview(
  tx: Tx,
  { sessionId, recordingId, inspectionId }: Inspected,
  demands: readonly { readonly persons: number; readonly deadlineHours: number }[],
  at: number,
) {
  const reviewId = newId('rvw');
  const persons = Math.max(...demands.map((demand) => demand.persons));
  await tx.review.create({
    data: {
      id: reviewId,
      sessionId,
      recordingId,
      inspectionId,
      status: 'waiting',
      persons,
      dueAt: new Date(at + Math.min(...demands.map((demand) => demand.deadlineHours)) * HOUR_MS),
      createdAt: new Date(at),
      seats: { create: Array.from({ length: persons }, (_, index) => ({ position: index + 1 })) },
    },
  });
  return reviewId;
}
