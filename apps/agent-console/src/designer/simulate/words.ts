import type { Language } from '@guichet/protocol';
import { formatAge } from '@guichet/ui';
import type { CompiledFlow, Simulation, Unmet } from '@guichet/workflow';
import type { DesignerSay } from '../texts/use-designer-texts.ts';
import { answerWord } from './run.ts';
import type { SimulateSay } from './texts/use-simulate-texts.ts';

export interface Words {
  readonly t: SimulateSay;
  readonly designer: DesignerSay;
  readonly language: Language;
  readonly flow: CompiledFlow;
}

/** What a step is called, inside sub-flows as well. */
export function stepName({ flow, language }: Pick<Words, 'flow' | 'language'>, path: string): string {
  const [id = '', ...rest] = path.split('/');
  const compiled = flow.nodes.get(id);
  if (compiled === undefined) return path;
  const title = (compiled.node.title ?? compiled.type.manifest.title)[language];
  if (rest.length === 0 || compiled.inner === null) return title;
  return `${title} / ${stepName({ flow: compiled.inner, language }, rest.join('/'))}`;
}

export const stepNames = (words: Words, paths: readonly string[]): string =>
  paths.map((path) => stepName(words, path)).join(words.language === 'en' ? ', ' : '、');

export const shown = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** What happened last, in a few words. */
export function lastStep(words: Words, simulation: Simulation): string {
  const { t } = words;
  const { last, before } = simulation;
  if (last === null) return t('log.begin');
  const who = (role: string) => t(`role.${role}` as 'role.agent');
  switch (last.do) {
    case 'pass':
      return t('log.pass', { time: formatAge(last.ms) });
    case 'until_timer':
      return t('log.timer');
    case 'reply':
      return t('log.reply', { answer: t(`outside.${answerWord(last.reply)}`) });
    case 'plan':
      return last.reply === null
        ? t('log.planBack', { kind: kindName(t, last.kind) })
        : t('log.plan', { kind: kindName(t, last.kind), answer: t(`outside.${answerWord(last.reply)}`) });
    case 'outside':
      return t(last.by === 'hand' ? 'log.hand' : 'log.itself');
    case 'move': {
      const { move, nodeRunId } = last;
      if ('act' in move) {
        const path = nodeRunId === null ? '' : (simulation.entered(nodeRunId)?.path ?? before?.entered(nodeRunId)?.path ?? '');
        return t('log.act', { who: who(move.by), step: stepName(words, path), action: actionWith(words, move.act, move.input) });
      }
      if ('signal' in move) return t('log.signal', { name: factName(t, move.signal, move.payload) });
      if ('back' in move) return t('log.back', { who: who(move.back) });
      if ('escalate' in move) return t('log.escalate', { who: who(move.escalate) });
      if ('cancel' in move) return t('log.cancel', { who: who(move.cancel) });
      if ('drop' in move) return t('log.drop', { who: who(move.drop), time: formatAge(move.forMs) });
      return t('log.clock', { time: `${move.clockMs < 0 ? '−' : '+'}${formatAge(Math.abs(move.clockMs))}` });
    }
  }
}

/** The word for an action; its own name where there is none. */
export function actionName(t: SimulateSay, action: string): string {
  const word = t(`action.${action}` as 'action.tick');
  return word === `action.${action}` ? action : word;
}

const TELLING = ['decision', 'choice', 'option', 'line', 'field', 'side', 'place', 'page', 'reason', 'port'];

/** The action, with what tells it from another of its kind. */
function actionWith({ t, designer }: Words, action: string, input: unknown): string {
  const name = actionName(t, action);
  if (typeof input !== 'object' || input === null) return name;
  const given = input as Readonly<Record<string, unknown>>;
  const key = TELLING.find((each) => given[each] !== undefined);
  return key === undefined ? name : `${name} (${designer.orName('port', shown(given[key]))})`;
}

const FACTS: Readonly<Record<string, (payload: Readonly<Record<string, unknown>>) => string | undefined>> = {
  'call.participant_disconnected': ({ role }) => (role === 'agent' ? 'happen.agentLost' : 'happen.customerLost'),
  'call.participant_resumed': ({ role }) => (role === 'agent' ? 'happen.agentBack' : 'happen.customerBack'),
  'recording.degraded': () => 'happen.recordingLost',
  'recording.recovered': () => 'happen.recordingBack',
  'call.held': () => 'happen.hold',
  'call.unheld': () => 'happen.unhold',
  'consent.decided': ({ decision }) => (decision === 'accepted' ? 'step.agree' : 'step.disagree'),
  'check.reported': ({ camera, microphone, verdict }) =>
    camera !== true
      ? 'step.checkNoCamera'
      : microphone !== true
        ? 'step.checkNoMicrophone'
        : verdict === 'good'
          ? 'step.checkWorks'
          : 'step.checkPoor',
  'call.participant_joined': ({ role }) => (role === 'guest' ? 'happen.guest' : 'happen.colleague'),
};

const factName = (t: SimulateSay, name: string, payload: Readonly<Record<string, unknown>>): string => {
  const key = FACTS[name]?.(payload);
  return key === undefined ? name : t(key as 'happen.hold');
};

/** What a request is about; its own name where there is no word for it. */
export function kindName(t: SimulateSay, kind: string): string {
  const word = t(`kind.${kind}` as 'kind.call.open');
  return word === `kind.${kind}` ? kind : word;
}

/** What was expected, and what came. */
export function unmetText(words: Words, { what, at, expected, actual }: Unmet): string {
  const { t, designer } = words;
  const outcome = (value: unknown) => designer.orName('port', String(value));
  const place = at === null ? '' : `“${stepName(words, at)}”`;
  const list = (value: unknown) => stepNames(words, Array.isArray(value) ? value.map(String) : []);
  const isNone = (value: unknown) => !Array.isArray(value) || value.length === 0;
  switch (what) {
    case 'outcome':
      return actual === null
        ? t('unmet.outcomeNone', { expected: outcome(expected) })
        : t('unmet.outcome', { expected: outcome(expected), actual: outcome(actual) });
    case 'waitingAt':
      if (isNone(expected)) return t('unmet.ended', { actual: list(actual) });
      if (isNone(actual)) return t('unmet.waitingEnded', { expected: list(expected) });
      return t('unmet.waitingAt', { expected: list(expected), actual: list(actual) });
    case 'visited':
      return t('unmet.visited', { at: place });
    case 'notVisited':
      return t('unmet.notVisited', { at: place });
    case 'inOrder':
      return orderText(words, expected as readonly string[], actual as readonly string[]);
    case 'variable':
      return t('unmet.variable', { at: at ?? '', expected: shown(expected), actual: shown(actual) });
    case 'requested':
      return t('unmet.requested', { at: kindName(t, at ?? '') });
    case 'notRequested':
      return t('unmet.notRequested', { at: kindName(t, at ?? '') });
    case 'withinMs':
      return t('unmet.withinMs', { expected: formatAge(Number(expected)), actual: formatAge(Number(actual)) });
    case 'refused':
      return actual === null
        ? t('unmet.refused', { at: place, expected: shown(expected) })
        : t('unmet.refusedNot', { at: place, actual: shown(actual) });
  }
}

/** Where the two ways part: the step that did not come any more, after the last one that came as it should. */
function orderText(words: Words, expected: readonly string[], actual: readonly string[]): string {
  let met = 0;
  let last = -1;
  actual.forEach((path, i) => {
    if (path !== expected[met]) return;
    met += 1;
    last = i;
  });
  const before = expected[met - 1];
  const after = before === undefined ? words.t('unmet.beginning') : `“${stepName(words, before)}”`;
  const wanted = stepName(words, expected[met] ?? '');
  const came = actual[last + 1];
  return came === undefined
    ? words.t('unmet.inOrderEnd', { after, expected: wanted })
    : words.t('unmet.inOrder', { after, expected: wanted, actual: stepName(words, came) });
}
