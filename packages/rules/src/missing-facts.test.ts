import fc from 'fast-check';
import { expect, it } from 'vitest';
import { evaluateRule } from './evaluate-pack.ts';
import { completeFacts } from './examples/complete-facts.ts';
import { RecordingFacts } from './facts.ts';
import { shippedPacks } from './packs/index.ts';
import { RuleOutcome } from './rule-result.ts';

const seed = Number(process.env['RULES_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const numRuns = Number(process.env['RULES_RUNS'] ?? 300);

const rules = shippedPacks().flatMap((pack) => pack.rules.map((rule) => ({ pack, rule: { ...rule, on: true } })));
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
    flow: { ...facts.flow, published: !spoiled },
    log: { verifies: !spoiled, brokenFrom: spoiled ? 3 : null },
    journal: { damaged: 0, complete: !spoiled },
    retention: { policy: 'any', from, months },
  });
};

/** What can be unknown, each taken away in turn: whole facts, and what stands inside of one. */
const losses: readonly ((facts: RecordingFacts) => RecordingFacts)[] = [
  ...(Object.keys(completeFacts()) as (keyof RecordingFacts)[])
    .filter((name) => !['format', 'recordingId', 'sessionId', 'beganAt'].includes(name))
    .map((name) => (facts: RecordingFacts) => ({ ...facts, [name]: null })),
  (facts) => ({ ...facts, customer: facts.customer && { ...facts.customer, ageFrom: null } }),
  (facts) => ({ ...facts, customer: facts.customer && { ...facts.customer, ageBelow: null } }),
  (facts) => ({ ...facts, consents: facts.consents?.map((consent) => ({ ...consent, textVersion: null })) ?? null }),
  (facts) => ({ ...facts, tracks: facts.tracks?.map((track) => ({ ...track, role: null })) ?? null }),
  (facts) => ({ ...facts, gaps: facts.gaps?.map((gap) => ({ ...gap, trackId: null, role: null, kind: null })) ?? null }),
  (facts) => ({ ...facts, segments: facts.segments?.map((segment) => ({ ...segment, untilMs: null })) ?? null }),
  (facts) => ({ ...facts, documents: facts.documents?.map((document) => ({ ...document, pages: null })) ?? null }),
  (facts) => ({ ...facts, documents: facts.documents?.map((document) => ({ ...document, pagesRead: null })) ?? null }),
  (facts) => ({ ...facts, documents: facts.documents?.map((document) => ({ ...document, places: null })) ?? null }),
  (facts) => ({
    ...facts,
    documents: facts.documents?.map((document) => ({ ...document, seal: document.seal && { ...document.seal, verifies: null } })) ?? null,
  }),
  (facts) => ({ ...facts, checks: facts.checks?.map((check) => ({ ...check, decision: 'not_evaluated' as const })) ?? null }),
  (facts) => ({ ...facts, flow: facts.flow && { ...facts.flow, unchanged: null } }),
  (facts) => ({ ...facts, flow: facts.flow && { ...facts.flow, published: null } }),
  (facts) => ({ ...facts, flow: facts.flow && { ...facts.flow, secondPerson: null } }),
  (facts) => ({ ...facts, retention: facts.retention && { ...facts.retention, months: null } }),
];

it('a fact that is missing never makes a rule pass', () => {
  console.info(`facts that are missing: ${numRuns} runs, seed ${seed}`);
  fc.assert(
    fc.property(anyFacts, fc.subarray([...losses], { minLength: 1, maxLength: 6 }), (choice, taken) => {
      const facts = spoil(choice);
      const poorer = taken.reduce((now, lose) => lose(now), facts);
      for (const one of rules) {
        const [before, after] = [resultOf(one, facts), resultOf(one, poorer)];
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
