import { clopperPearson } from '../identity/clopper-pearson.ts';
import type { Inspected } from './inspected.ts';

type Planted = Inspected & { readonly fault: string; readonly rule: string };
const planted = (results: readonly Inspected[]): Planted[] =>
  results.flatMap((result) =>
    result.fault === null || result.rule === null ? [] : [{ ...result, fault: result.fault, rule: result.rule }],
  );

const isAlarm = (result: string | undefined): boolean => result === 'fail' || result === 'warn';

export interface FaultCell {
  readonly fault: string;
  readonly rule: string;
  readonly variants: number;
  readonly found: number;
  /** It could not be judged, and says so: a person looks. */
  readonly open: number;
  readonly passed: number;
  readonly bounds: { readonly lower: number; readonly upper: number };
}

/** What became of each fault, by the rule that is there for it. */
export function faultCells(results: readonly Inspected[]): FaultCell[] {
  return [...Map.groupBy(planted(results), ({ fault }) => fault)].map(([fault, of]) => {
    const rule = of[0]?.rule ?? '';
    const count = (wanted: (result: string | undefined) => boolean): number => of.filter(({ results: by }) => wanted(by[rule])).length;
    const found = count(isAlarm);
    return {
      ...{ fault, rule, found, variants: of.length, bounds: clopperPearson(found, of.length) },
      open: count((result) => result === 'not_evaluated'),
      passed: count((result) => result === 'pass' || result === undefined),
    };
  });
}

export interface RuleCell {
  readonly rule: string;
  /** Recordings of which it says something, and those of them with a reason to. */
  readonly alarms: number;
  readonly right: number;
  readonly bounds: { readonly lower: number; readonly upper: number };
  /** Of recordings in which all is well: how many, and of how many it says something, or cannot tell. */
  readonly clean: number;
  readonly cleanAlarms: number;
  readonly cleanOpen: number;
}

/** How right each rule is where it says something. */
export function ruleCells(results: readonly Inspected[]): RuleCell[] {
  return [...new Set(planted(results).map(({ rule }) => rule))].toSorted().map((rule) => {
    const alarms = results.filter(({ results: by }) => isAlarm(by[rule]));
    const right = alarms.filter((result) => result.rule === rule || result.also.includes(rule));
    const clean = results.filter(({ fault, results: by }) => fault === null && by[rule] !== undefined);
    return {
      ...{ rule, alarms: alarms.length, right: right.length, bounds: clopperPearson(right.length, alarms.length), clean: clean.length },
      cleanAlarms: clean.filter(({ results: by }) => isAlarm(by[rule])).length,
      cleanOpen: clean.filter(({ results: by }) => by[rule] === 'not_evaluated').length,
    };
  });
}
