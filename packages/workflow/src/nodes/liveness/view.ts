import type { JsonObject, NodeContext } from '../node-type.ts';
import { titled } from '../shared/titled.ts';
import type { LivenessData } from './behaviour.ts';
import { challengeTitles, livenessFindings, livenessRejections, TIMED } from './challenges.ts';
import { digitsOf } from './digits.ts';
import { whatOf, wholeHint } from './findings.ts';
import type { LivenessConfig } from './manifest.ts';

/** The customer sees what to do; what an engine thinks of it is the agent's. */
export function livenessView(data: LivenessData, isStaff: boolean, context: NodeContext<LivenessConfig>): JsonObject {
  const { config } = context;
  const { order, seen, round, hints } = data;
  const current = order[seen];
  const isUnheard = current === 'read_digits' && hints[whatOf(round, current)]?.reason === 'silent';
  const isWatched = config.engine && current !== undefined && TIMED.has(current) && data.isJudged !== true;
  const shared: JsonObject = {
    current: current === undefined ? null : { key: current, title: challengeTitles[current] },
    digits: current === 'read_digits' ? [...digitsOf(context, data)].join(' ') : null,
    isUnheard,
    isLookedAt: current !== undefined && data.isJudged === true && !isUnheard,
    seconds: isWatched ? config.seconds : null,
    number: Math.min(seen + 1, order.length),
    total: order.length,
    round,
  };
  if (!isStaff) return shared;
  const hint = wholeHint(data);
  return {
    ...shared,
    attemptsLeft: config.attempts - round,
    mayConfirm: seen === order.length,
    hint: hint === null ? null : { engine: hint.engine, decision: hint.decision, confidence: hint.confidence },
    // What comes next is nobody's to know, so only what stood is listed.
    findings: order.slice(0, seen + 1).flatMap((challenge) => {
      const found = hints[whatOf(round, challenge)];
      if (found === undefined) return [];
      const finding = Object.hasOwn(livenessFindings, found.reason ?? '')
        ? livenessFindings[found.reason as keyof typeof livenessFindings]
        : null;
      return [{ challenge: { key: challenge, title: challengeTitles[challenge] }, decision: found.decision, finding }];
    }),
    images: data.images,
    rejections: titled(livenessRejections),
  };
}
