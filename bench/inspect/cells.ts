import { clopperPearson } from '../identity/clopper-pearson.ts';
import type { Inspected } from './inspected.ts';

const SOUND = ['own-sound', 'own-microphones', 'own-script-heard', 'own-prompts', 'own-second-voice'];
const PICTURE = ['own-picture', 'own-faces', 'own-same-person', 'own-screen', 'own-one-person'];

/** Of each fault: the rule that must not say that all is well, and those that it gives a reason to say something as well. */
const FAULTS: Readonly<Record<string, { readonly rule: string; readonly also: readonly string[] }>> = {
  no_consent: { rule: 'own-consent', also: [] },
  skipped_line: { rule: 'own-script', also: [] },
  line_too_fast: { rule: 'own-script', also: ['own-script-heard'] },
  wrong_clock: { rule: 'own-clock', also: [] },
  unsigned_document: { rule: 'own-documents', also: ['own-documents-shown', 'own-signatures'] },
  hasty_document: { rule: 'own-documents-shown', also: [] },
  changed_log: { rule: 'own-log', also: ['own-heads'] },
  changed_head: { rule: 'own-heads', also: [] },
  engine_against: { rule: 'own-engines', also: [] },
  face_away: { rule: 'own-faces', also: PICTURE },
  second_person: { rule: 'own-one-person', also: PICTURE },
  black: { rule: 'own-picture', also: PICTURE },
  dark: { rule: 'own-picture', also: PICTURE },
  covered: { rule: 'own-picture', also: PICTURE },
  frozen: { rule: 'own-picture', also: PICTURE },
  silence: { rule: 'own-microphones', also: SOUND },
  mute_party: { rule: 'own-sound', also: SOUND },
  noise: { rule: 'own-microphones', also: SOUND },
  clipped: { rule: 'own-microphones', also: SOUND },
  second_voice: { rule: 'own-second-voice', also: SOUND },
  unspoken_line: { rule: 'own-script-heard', also: SOUND },
  gap: { rule: 'own-gaps', also: [...SOUND, ...PICTURE, 'own-parties'] },
  missing_track: { rule: 'own-parties', also: [...SOUND, ...PICTURE, 'own-gaps'] },
  damaged_journal: { rule: 'own-journal', also: [...SOUND, ...PICTURE, 'own-gaps', 'own-parties'] },
  swapped_customer: { rule: 'own-same-person', also: PICTURE },
  replayed_screen: { rule: 'own-screen', also: PICTURE },
  prompt_not_played: { rule: 'own-prompts', also: SOUND },
};
export const PLANTED = Object.keys(FAULTS);

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
  return PLANTED.map((fault) => {
    const rule = FAULTS[fault]?.rule ?? '';
    const of = results.filter((result) => result.fault === fault);
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
  return [...new Set(Object.values(FAULTS).map(({ rule }) => rule))].toSorted().map((rule) => {
    const alarms = results.filter(({ results: by }) => isAlarm(by[rule]));
    const right = alarms.filter(
      ({ fault }) => fault !== null && (FAULTS[fault]?.rule === rule || FAULTS[fault]?.also.includes(rule) === true),
    );
    const clean = results.filter(({ fault, results: by }) => fault === null && by[rule] !== undefined);
    return {
      ...{ rule, alarms: alarms.length, right: right.length, bounds: clopperPearson(right.length, alarms.length), clean: clean.length },
      cleanAlarms: clean.filter(({ results: by }) => isAlarm(by[rule])).length,
      cleanOpen: clean.filter(({ results: by }) => by[rule] === 'not_evaluated').length,
    };
  });
}
