import { assertNever } from '@guichet/protocol';
import { z } from 'zod';
import { CheckFact, type Placed, type RecordingFacts } from '../facts.ts';
import { defineEvaluator, found, isBefore, moment, text } from './evaluator.ts';

const Before = z.discriminatedUnion('what', [
  z.object({ what: z.literal('media') }),
  z.object({ what: z.literal('segment'), anyOf: z.array(z.string()).min(1) }),
  /** A check that an engine made; what a person compared by eye needs no consent of its own. */
  z.object({ what: z.literal('engine_check'), anyOf: z.array(CheckFact.shape.check).min(1) }),
]);

const NEEDED = { media: 'firstMedia', segment: 'segments', engine_check: 'checks' } as const;
/** Of a check that a person made. */
const BY_EYE = 'agent';

/** The customer accepted a notice before something began. */
export const consentBefore = defineEvaluator({
  parameters: z.object({ consent: z.string().max(64), before: Before }),
  needs: ({ before }) => ['consents', NEEDED[before.what]] as const,
  evaluate: (facts, { consent, before }) => {
    const begun = beginning(facts, before);
    if (begun === null)
      return found('not_evaluated', text('没有发生需要事先同意的环节。', 'Nothing took place that this consent comes before.'));
    const decisions = facts.consents.filter(({ kind }) => kind === consent);
    const last = decisions.filter((decision) => isBefore(decision, begun)).at(-1);
    const start = moment(begun, text('由此开始', 'It began here'));
    if (last === undefined) {
      const late = decisions.map((decision) => moment(decision, text('事后才作出的决定', 'Decided only afterwards')));
      return found('fail', text('开始之前没有客户同意的记录。', 'Nothing says that the customer agreed before it began.'), [
        start,
        ...late,
      ]);
    }
    const decided = moment(
      last,
      last.decision === 'accepted' ? text('客户同意', 'The customer agreed') : text('客户拒绝', 'The customer refused'),
    );
    if (last.decision === 'refused')
      return found('fail', text('客户已拒绝，仍然继续。', 'The customer had refused, and it went on.'), [decided, start]);
    if (last.textVersion === null)
      return found('not_evaluated', text('没有记录客户同意的是哪一版告知。', 'Nothing says which text the customer agreed to.'), [decided]);
    return found('pass', text('开始之前客户已同意。', 'The customer agreed before it began.'), [decided, start]);
  },
});

function beginning(facts: RecordingFacts, before: z.infer<typeof Before>): Placed | null {
  switch (before.what) {
    case 'media':
      return facts.firstMedia;
    case 'segment':
      return facts.segments?.find(({ segment }) => before.anyOf.includes(segment)) ?? null;
    case 'engine_check':
      return facts.checks?.find(({ check, engine }) => engine !== BY_EYE && before.anyOf.includes(check)) ?? null;
    default:
      return assertNever(before);
  }
}
