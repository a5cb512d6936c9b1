import type { z } from 'zod';
import type { FlowRole } from '../../definition/flow-definition.ts';
import { type JsonObject, type NodeContext, type NodeMark, type NodeStep, type NodeType, defineNodeType } from '../node-type.ts';
import { isStaffSide } from '../shared/fields.ts';
import { refuseInvalid, refuseState } from '../shared/refuse.ts';
import { saltedSeed, seededOrder } from '../shared/seeded.ts';
import {
  type CustomerLevel,
  type RiskAnswerInput,
  type RiskAssessmentConfig,
  type RiskQuestion,
  riskAssessmentManifest,
} from './manifest.ts';
import { type Answers, answerOf, isAtLeast, isMatch, levelOf, scoreOf } from './scoring.ts';

type Data = {
  readonly phase: 'asking' | 'result' | 'care' | 'care_told';
  readonly answers: Answers;
  readonly score: number | null;
  readonly level: CustomerLevel | null;
  readonly tries: number;
};
type Context = NodeContext<RiskAssessmentConfig>;

/** How often the questionnaire may be done in one sitting: answers are not tried out until the level fits. */
const MOST_TRIES = 2;

/** The customer answers; nobody answers for them, and nobody sees what an answer counts. */
export const riskAssessment: NodeType = defineNodeType<RiskAssessmentConfig, Data>({
  manifest: riskAssessmentManifest,
  behaviour: {
    enter: () => ({ data: { phase: 'asking', answers: {}, score: null, level: null, tries: 1 } }),
    act(data, { name, input }, context) {
      switch (name) {
        case 'answer':
          return answer(data, input as z.infer<typeof RiskAnswerInput>, context);
        case 'submit':
          return submit(data, context);
        case 'redo':
          return redo(data);
        case 'accept':
          return accept(data, context);
        case 'care_told':
          inPhase(data, 'care');
          return { data: { ...data, phase: 'care_told' }, marks: [{ name: 'elderly_care_told', detail: {} }] };
        case 'care_accept':
        case 'care_decline':
          return careDecided(data, name === 'care_accept');
        default:
          return refuseInvalid('No such action');
      }
    },
    view: (data, role, context) => viewOf(data, role, context),
  },
});

function inPhase(data: Data, phase: Data['phase']): void {
  if (data.phase !== phase) refuseState('It is not the time for this');
}

function answer(data: Data, { question: key, option }: z.infer<typeof RiskAnswerInput>, { config }: Context): NodeStep<Data> {
  inPhase(data, 'asking');
  const asked = config.questions.find((one) => one.key === key);
  if (!asked?.options.some((one) => one.key === option)) refuseInvalid('There is no such answer');
  return { data: { ...data, answers: { ...data.answers, [key]: option } } };
}

function submit(data: Data, { config }: Context): NodeStep<Data> {
  inPhase(data, 'asking');
  const open = config.questions.filter(({ key }) => answerOf(data.answers, key) === null);
  if (open.length > 0) refuseState(`Not answered yet: ${open.map(({ key }) => key).join(', ')}`);
  const score = scoreOf(config.questions, data.answers);
  return {
    data: { ...data, phase: 'result', score, level: levelOf(score, config.levels) },
    marks: [{ name: 'risk_assessed', detail: { version: config.version, questions: config.questions.length, time: data.tries } }],
  };
}

function redo(data: Data): NodeStep<Data> {
  inPhase(data, 'result');
  if (data.tries >= MOST_TRIES) refuseState('The questionnaire was done as often as allowed');
  return {
    data: { phase: 'asking', answers: {}, score: null, level: null, tries: data.tries + 1 },
    marks: [{ name: 'risk_assessed_anew', detail: { time: data.tries + 1 } }],
  };
}

function accept(data: Data, context: Context): NodeStep<Data> {
  inPhase(data, 'result');
  const { config } = context;
  const { care, product, age } = config;
  const matches = data.level !== null && isMatch(data.level, product.level);
  if (matches && care !== null && age !== null && age >= care.fromAge && isAtLeast(product.level, care.fromLevel)) {
    return { data: { ...data, phase: 'care' }, marks: [{ name: 'risk_accepted', detail: { matched: true } }] };
  }
  return leave(data, matches ? 'matched' : 'mismatched', false, [{ name: 'risk_accepted', detail: { matched: matches } }]);
}

function careDecided(data: Data, isAccepted: boolean): NodeStep<Data> {
  if (isAccepted) inPhase(data, 'care_told');
  else if (data.phase !== 'care' && data.phase !== 'care_told') refuseState('It is not the time for this');
  return leave(data, isAccepted ? 'matched' : 'declined', isAccepted, [
    { name: isAccepted ? 'elderly_care_accepted' : 'elderly_care_declined', detail: {} },
  ]);
}

function leave(data: Data, port: 'matched' | 'mismatched' | 'declined', cared: boolean, marks: readonly NodeMark[]): NodeStep<Data> {
  const { level, score, answers } = data;
  return { data, marks, done: { port, outputs: { level, score, answers, matched: port !== 'mismatched', cared } } };
}

function viewOf(data: Data, role: FlowRole, context: Context): JsonObject {
  const { phase, answers, level, tries } = data;
  const { config } = context;
  if (role === 'guest') return { phase };
  const answered = config.questions.filter(({ key }) => answerOf(answers, key) !== null).length;
  const matched = level === null ? null : isMatch(level, config.product.level);
  return {
    phase,
    questions: ordered(config.questions, context, tries).map(({ key, text, options }) => ({
      key,
      text,
      options: options.map((option) => ({ key: option.key, text: option.text })),
      answer: answerOf(answers, key),
    })),
    answered,
    total: config.questions.length,
    level,
    matched,
    product: { name: config.product.name, level: config.product.level },
    mayRedo: role === 'customer' && phase === 'result' && tries < MOST_TRIES,
    care: phase === 'care' || phase === 'care_told' ? (config.care?.text ?? null) : null,
    ...(isStaffSide(role) ? { version: config.version } : {}),
  };
}

/** The order that this run has: of the questions and of each one's options. */
function ordered(questions: readonly RiskQuestion[], { config, seed, visit }: Context, tries: number): RiskQuestion[] {
  if (!config.variedOrder) return [...questions];
  const draw = <Item>(items: readonly Item[], salt: string) =>
    seededOrder(items.length, saltedSeed(seed, visit, `${salt} ${tries}`)).flatMap((index) => items[index] ?? []);
  return draw(questions, 'questions').map((asked) => ({ ...asked, options: draw(asked.options, asked.key) }));
}
