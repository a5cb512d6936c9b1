import {
  type CustomerLevel,
  CustomerLevel as Levels,
  type ProductLevel,
  type RiskAssessmentConfig,
  type RiskQuestion,
} from './manifest.ts';

export type Answers = { readonly [question: string]: string };

export const answerOf = (answers: Answers, key: string): string | null => (Object.hasOwn(answers, key) ? (answers[key] ?? null) : null);

export function scoreOf(questions: readonly RiskQuestion[], answers: Answers): number {
  return questions.reduce(
    (sum, { key, options }) => sum + (options.find((option) => option.key === answerOf(answers, key))?.score ?? 0),
    0,
  );
}

export function levelOf(score: number, levels: RiskAssessmentConfig['levels']): CustomerLevel {
  if (score >= levels.C5) return 'C5';
  if (score >= levels.C4) return 'C4';
  if (score >= levels.C3) return 'C3';
  return score >= levels.C2 ? 'C2' : 'C1';
}

/** A customer of level n may buy what has at most risk n. */
export function isMatch(customer: CustomerLevel, product: ProductLevel): boolean {
  return Levels.options.indexOf(customer) + 1 >= Number(product.slice(1));
}

export const isAtLeast = (product: ProductLevel, least: ProductLevel) => Number(product.slice(1)) >= Number(least.slice(1));
