import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { z } from 'zod';
import { evaluateRule } from './evaluate-pack.ts';
import { completeFacts } from './examples/complete-facts.ts';
import { type EvaluatorKind, evaluators } from './evaluators/all.ts';
import type { Evaluator } from './evaluators/evaluator.ts';
import { type DocumentFact, type FactName, RecordingFacts } from './facts.ts';
import type { Rule } from './pack/rule-pack.ts';
import { shippedPackIds, shippedPacks } from './packs/index.ts';
import { RuleOutcome } from './rule-result.ts';

const seed = Number(process.env['RULES_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const numRuns = Number(process.env['RULES_RUNS'] ?? 300);

const rules = shippedPacks(shippedPackIds()).flatMap((pack) => pack.rules.map((rule) => ({ pack, rule: { ...rule, on: true } })));
const resultOf = ({ pack, rule }: (typeof rules)[number], facts: RecordingFacts) => evaluateRule(pack, rule, facts)?.result ?? null;

/** Facts that differ from good ones in anything: of each list some entries are left out and some are spoiled. */
const anyFacts = fc.record({
  channel: fc.constantFrom('remote', 'branch', 'self_service', 'meeting'),
  product: fc.constantFrom('wealth_product', 'insurance', 'credit', 'account', 'securities'),
  age: fc.integer({ min: 10, max: 90 }),
  kept: fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
  spoiled: fc.boolean(),
  months: fc.integer({ min: 0, max: 300 }),
  from: fc.constantFrom('recorded', 'product_end', 'contract_end'),
});

const spoil = ({ channel, product, age, kept, spoiled, months, from }: typeof anyFacts extends fc.Arbitrary<infer T> ? T : never) => {
  const facts = completeFacts();
  const some = <T>(list: readonly T[] | null): T[] => (list ?? []).filter(() => (kept.next().value ?? 1) > 0.25);
  return RecordingFacts.parse({
    ...facts,
    channel,
    product,
    customer: { ageFrom: age, ageBelow: age + 1 },
    consents: some(facts.consents),
    tracks: some(facts.tracks),
    gaps: spoiled ? [{ trackId: null, role: null, kind: null, fromMs: 0, toMs: 30_000, trouble: 'recorder_away' }] : [],
    segments: some(facts.segments),
    lines: some(facts.lines).map((line) => ({ ...line, ticked: spoiled ? null : line.ticked })),
    answers: some(facts.answers).map((answer) => ({ ...answer, class: spoiled ? 'refused' : answer.class })),
    documents: some(facts.documents).map((document) => ({ ...document, pagesRead: spoiled ? [1] : document.pagesRead })),
    checks: some(facts.checks).map((check) => ({ ...check, decision: spoiled ? 'fail' : check.decision, engine: 'face-1' })),
    marks: some(facts.marks),
    codes: some(facts.codes).map((code) => ({ ...code, confirmed: !spoiled, reason: spoiled ? 'too_many' : null })),
    positions: some(facts.positions).map((position) => ({ ...position, whereabouts: spoiled ? 'outside' : 'inside' })),
    flow: { ...facts.flow, published: !spoiled },
    log: { verifies: !spoiled, brokenFrom: spoiled ? 3 : null },
    journal: { damaged: 0, complete: !spoiled },
    looks: some(facts.looks),
    observations: spoiled
      ? (facts.looks ?? []).map((look) => ({ ...look, fromMs: 0, untilMs: 400_000, value: null, confidence: 0.8 }))
      : [],
    sound: some(facts.sound).map((one) => ({ ...one, snrDb: spoiled ? 2 : one.snrDb })),
    clock: { offsetMs: spoiled ? -90_000 : 40, reports: 12 },
    heads: { signed: 4, stamped: 1, fitting: spoiled ? 3 : 4 },
    retention: { policy: 'any', from, months },
  });
};

interface Loss {
  readonly take: (facts: RecordingFacts) => RecordingFacts;
  /** Rules that hang on it: without it they can't pass. */
  readonly concerns: (rule: Rule) => boolean;
}

const hangsOn =
  (...kinds: EvaluatorKind[]) =>
  (rule: Rule) =>
    kinds.includes(rule.evaluator);

const needsOf = (rule: Rule): readonly string[] => {
  const evaluator = evaluators[rule.evaluator] as unknown as Evaluator<z.ZodObject, FactName>;
  const { channel, product, customer, sale } = rule.appliesTo;
  const asked = Object.entries({ channel, product, customer, sale }).filter(([, value]) => value !== null);
  return [...evaluator.needs(evaluator.parameters.parse(rule.parameters)), ...asked.map(([name]) => name)];
};

const documents = (change: (document: DocumentFact) => DocumentFact) => (facts: RecordingFacts) => ({
  ...facts,
  documents: facts.documents?.map(change) ?? null,
});

/** What can be unknown, each taken away in turn: whole facts, and what stands inside of one. */
const losses: readonly Loss[] = [
  ...(Object.keys(completeFacts()) as (keyof RecordingFacts)[])
    .filter((name) => !['format', 'recordingId', 'sessionId', 'beganAt'].includes(name))
    .map((name): Loss => ({ take: (facts) => ({ ...facts, [name]: null }), concerns: (rule) => needsOf(rule).includes(name) })),
  {
    take: (facts) => ({ ...facts, customer: facts.customer && { ...facts.customer, ageFrom: null } }),
    concerns: ({ appliesTo }) => appliesTo.customer?.ageFrom !== undefined,
  },
  {
    take: (facts) => ({ ...facts, consents: facts.consents?.map((consent) => ({ ...consent, textVersion: null })) ?? null }),
    concerns: hangsOn('consent_before'),
  },
  {
    take: (facts) => ({ ...facts, tracks: facts.tracks?.map((track) => ({ ...track, role: null })) ?? null }),
    concerns: hangsOn('both_parties_media'),
  },
  {
    take: (facts) => ({ ...facts, segments: facts.segments?.map((segment) => ({ ...segment, untilMs: null })) ?? null }),
    concerns: hangsOn('segments_present'),
  },
  { take: documents((document) => ({ ...document, pages: null })), concerns: hangsOn('documents_read_and_signed') },
  { take: documents((document) => ({ ...document, pagesRead: null })), concerns: hangsOn('documents_read_and_signed') },
  { take: documents((document) => ({ ...document, places: null })), concerns: hangsOn('documents_read_and_signed', 'signatures_verify') },
  {
    take: documents((document) => ({ ...document, seal: document.seal && { ...document.seal, verifies: null } })),
    concerns: hangsOn('signatures_verify'),
  },
  {
    take: (facts) => ({ ...facts, checks: facts.checks?.map((check) => ({ ...check, decision: 'not_evaluated' as const })) ?? null }),
    concerns: hangsOn('checks_passed'),
  },
  { take: (facts) => ({ ...facts, flow: facts.flow && { ...facts.flow, unchanged: null } }), concerns: hangsOn('flow_version') },
  { take: (facts) => ({ ...facts, flow: facts.flow && { ...facts.flow, published: null } }), concerns: hangsOn('flow_version') },
  { take: (facts) => ({ ...facts, flow: facts.flow && { ...facts.flow, secondPerson: null } }), concerns: hangsOn('flow_version') },
  {
    take: (facts) => ({ ...facts, retention: facts.retention && { ...facts.retention, months: null } }),
    concerns: hangsOn('retention_known'),
  },
  {
    take: (facts) => ({ ...facts, lines: facts.lines?.map((line) => ({ ...line, heard: null })) ?? null }),
    concerns: hangsOn('script_heard'),
  },
  {
    take: (facts) => ({ ...facts, lines: facts.lines?.map((line) => ({ ...line, prompt: null })) ?? null }),
    concerns: hangsOn('prompts_heard'),
  },
  {
    take: (facts) => ({ ...facts, lines: facts.lines?.map((line) => ({ ...line, words: null })) ?? null }),
    concerns: hangsOn('words_spoken'),
  },
  {
    take: (facts) => ({ ...facts, checks: facts.checks?.map((check) => ({ ...check, hint: null })) ?? null }),
    concerns: hangsOn('engine_agrees'),
  },
  {
    take: (facts) => ({ ...facts, looks: facts.looks?.map((look) => ({ ...look, lookedMs: look.lookedMs / 2 })) ?? null }),
    concerns: hangsOn('observed_max'),
  },
  {
    take: (facts) => ({ ...facts, sound: facts.sound?.map((one) => ({ ...one, lookedMs: one.lookedMs / 2 })) ?? null }),
    concerns: hangsOn('sound_intelligible'),
  },
  {
    take: (facts) => ({ ...facts, sound: facts.sound?.map((one) => ({ ...one, snrDb: null })) ?? null }),
    concerns: hangsOn('sound_intelligible'),
  },
  { take: documents((document) => ({ ...document, pages: null })), concerns: hangsOn('documents_shown') },
];

it('a rule never passes without a fact that it hangs on, and never because of one that is missing', () => {
  console.info(`facts that are missing: ${numRuns} runs, seed ${seed}`);
  fc.assert(
    fc.property(anyFacts, fc.subarray([...losses], { minLength: 1, maxLength: 6 }), fc.boolean(), (choice, taken, isGood) => {
      const facts = isGood
        ? { ...completeFacts(), channel: choice.channel as RecordingFacts['channel'], product: choice.product }
        : spoil(choice);
      const poorer = taken.reduce((now, { take }) => take(now), facts);
      for (const one of rules) {
        const [before, after] = [resultOf(one, facts), resultOf(one, poorer)];
        if (after === 'pass' && taken.some(({ concerns }) => concerns(one.rule)))
          expect.fail(`${one.rule.id} passes without what it hangs on`);
        if (after === 'pass' && before !== 'pass') expect.fail(`${one.rule.id} passes with less than makes it ${before}`);
        // A rule that was asked is still asked: what is unknown makes no rule disappear.
        if (before !== null && after === null) expect.fail(`${one.rule.id} is not asked any more`);
      }
    }),
    { seed, numRuns },
  );
});

it('a rule without the facts that it needs is not evaluated, whichever of them is missing', () => {
  const facts = completeFacts();
  const empty = Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [name, ['format', 'recordingId', 'sessionId', 'beganAt'].includes(name) ? value : null]),
  ) as RecordingFacts;
  for (const one of rules)
    expect({ rule: one.rule.id, result: resultOf(one, empty) }).toEqual({ rule: one.rule.id, result: 'not_evaluated' });
});

it('the same facts give the same results, and every result fits the schema', () => {
  fc.assert(
    fc.property(anyFacts, (choice) => {
      const facts = spoil(choice);
      for (const { pack, rule } of rules) {
        const result = evaluateRule(pack, rule, facts);
        expect(evaluateRule(pack, rule, structuredClone(facts))).toEqual(result);
        if (result === null) continue;
        RuleOutcome.parse(result.result);
        for (const { atMs, untilMs } of result.moments) {
          if (atMs < 0 || (untilMs ?? 0) < 0) expect.fail(`${rule.id} points before the recording`);
        }
      }
    }),
    { seed, numRuns: Math.ceil(numRuns / 10) },
  );
});
