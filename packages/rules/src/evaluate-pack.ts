import type { LocalText } from '@guichet/protocol';
import type { z } from 'zod';
import { appliesTo, type Unknown } from './applies.ts';
import { evaluators } from './evaluators/all.ts';
import { type Evaluation, type Evaluator, found, text } from './evaluators/evaluator.ts';
import type { FactName, RecordingFacts } from './facts.ts';
import type { Rule, RulePack } from './pack/rule-pack.ts';
import type { RuleResult } from './rule-result.ts';

/** Looks at a recording with every rule of the pack that is switched on, in force and about it. Pure: the same facts, the same results. */
export function evaluatePack(pack: RulePack, facts: RecordingFacts): readonly RuleResult[] {
  return pack.rules.flatMap((rule) => evaluateRule(pack, rule, facts) ?? []);
}

/** Null where the rule is off, not in force, or about something else. */
export function evaluateRule(pack: Pick<RulePack, 'id' | 'version' | 'timeZone'>, rule: Rule, facts: RecordingFacts): RuleResult | null {
  if (!rule.on || !isInForce(pack.timeZone, rule, facts.beganAt)) return null;
  const applies = appliesTo(facts, rule.appliesTo);
  if (applies === false) return null;
  const { result, reason, moments } = applies === true ? evaluate(rule, facts) : found('not_evaluated', whoKnows(applies));
  return {
    ruleId: rule.id,
    packId: pack.id,
    packVersion: pack.version,
    severity: rule.severity,
    result,
    reason,
    moments: [...moments],
  };
}

/** The packs with the rules alone that are switched on and in force at a moment (Unix ms): what a flow that begins to run then is held against. */
export function rulesInForce(packs: readonly RulePack[], atMs: number): readonly RulePack[] {
  return packs.map((pack) => ({ ...pack, rules: pack.rules.filter((rule) => rule.on && isInForce(pack.timeZone, rule, atMs)) }));
}

/** What is unknown is asked for first: only then does the evaluator look. */
function evaluate({ evaluator: kind, parameters: raw }: Rule, facts: RecordingFacts): Evaluation {
  const evaluator = evaluators[kind] as unknown as Evaluator<z.ZodObject, FactName>;
  const parameters = evaluator.parameters.parse(raw);
  const missing = evaluator.needs(parameters).filter((name) => facts[name] === null);
  if (missing.length > 0) return found('not_evaluated', missingText(missing));
  return evaluator.evaluate(facts as Parameters<typeof evaluator.evaluate>[0], parameters);
}

const dayFormats = new Map<string, Intl.DateTimeFormat>();

/** Making one costs far more than using it. `en-CA` writes days as `2026-11-22`. */
function dayFormat(timeZone: string): Intl.DateTimeFormat {
  const known =
    dayFormats.get(timeZone) ?? new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
  dayFormats.set(timeZone, known);
  return known;
}

function isInForce(timeZone: string, { effectiveFrom, effectiveUntil }: Rule, atMs: number): boolean {
  // ISO 8601 dates compare as texts.
  const day = dayFormat(timeZone).format(atMs);
  return (effectiveFrom === null || day >= effectiveFrom) && (effectiveUntil === null || day <= effectiveUntil);
}

const FACT_TITLES: Readonly<Record<FactName, LocalText>> = {
  durationMs: text('录像时长', 'the recording’s length'),
  channel: text('办理渠道', 'the channel'),
  product: text('业务种类', 'the product'),
  customer: text('客户年龄', 'the customer’s age'),
  sale: text('是否办成', 'whether the business was concluded'),
  consents: text('同意记录', 'consents'),
  firstMedia: text('录制开始', 'when recording began'),
  tracks: text('音视频轨道', 'tracks'),
  gaps: text('中断记录', 'gaps'),
  segments: text('环节', 'parts of the flow'),
  lines: text('话术记录', 'lines of the script'),
  answers: text('客户回答', 'answers'),
  documents: text('文件', 'documents'),
  checks: text('身份核验', 'identity checks'),
  marks: text('流程标记', 'marks of the flow'),
  codes: text('验证码', 'one-time codes'),
  positions: text('客户位置', 'the customer’s position'),
  flow: text('流程版本', 'the flow’s version'),
  log: text('日志', 'the log'),
  journal: text('录制日志', 'the journal'),
  looks: text('对画面和声音的检查', 'a look at pictures and sound'),
  observations: text('画面和声音的检查结果', 'what was found in pictures and sound'),
  sound: text('声音测量', 'measures of the sound'),
  clock: text('录制时钟', 'the recorder’s clock'),
  heads: text('签名链头', 'signed heads'),
  retention: text('保存期限', 'how long it is kept'),
};

const missingText = (names: readonly FactName[]): LocalText =>
  text(
    `缺少依据，未能判断：${names.map((name) => FACT_TITLES[name]['zh-CN']).join('、')}。`,
    `Not known, so nothing was judged: ${names.map((name) => FACT_TITLES[name].en).join(', ')}.`,
  );

const whoKnows = (names: readonly Unknown[]): LocalText =>
  text(
    `不知道本规则是否适用，缺少：${names.map((name) => FACT_TITLES[name]['zh-CN']).join('、')}。`,
    `Whether this rule applies is not known; what is missing: ${names.map((name) => FACT_TITLES[name].en).join(', ')}.`,
  );
