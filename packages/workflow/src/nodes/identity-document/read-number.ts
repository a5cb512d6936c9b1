import { answerTo, request } from '../effect-contracts.ts';
import type { FlowActor, NodeContext, NodeStep, Signal } from '../node-type.ts';
import type { BesideCheck } from '../shared/check-result.ts';
import { isStaffSide } from '../shared/fields.ts';
import type { HeardReason } from '../shared/heard.ts';
import { refuseState } from '../shared/refuse.ts';
import type { DocumentData } from './behaviour.ts';
import { isTilt } from './documents.ts';
import type { IdentityDocumentConfig } from './manifest.ts';
import { sidesOf } from './sides.ts';

/** `heard` null while it is listened to. Times by the recorder's clock. */
export type NumberRead = { readonly heard: HeardReason | null; readonly fromMs: number | null; readonly untilMs: number | null };
type Context = NodeContext<IdentityDocumentConfig>;

/** Somebody who begins at once reads eighteen signs in less. */
const WITHIN_MS = 15_000;

/** The customer begins to read; what was read off the document, or still is, is what they should say. Only the agent has it read again once it was heard. */
export function readNumber(data: DocumentData, actor: FlowActor, context: Context): NodeStep<DocumentData> {
  if (!context.config.readNumber) refuseState('Its number is not to be read aloud');
  if (sidesOf(data.documentType, context).some((side) => !Object.hasOwn(data.captures, side))) refuseState('It has not been shown yet');
  if (isListening(data)) refuseState('It is being listened to');
  if (isNumberRead(data) && !isStaffSide(actor.role)) refuseState('It was read aloud already');
  const signs = data.hint?.fields.find(({ name }) => name === 'idNumber')?.value ?? null;
  return {
    data: { ...data, numberRead: { heard: null, fromMs: null, untilMs: null } },
    effects: [
      request('identity.listen', { what: 'number', signs, ...(signs === null ? shownSince(data, context) : {}), withinMs: WITHIN_MS }),
    ],
    marks: [{ name: 'number_asked', detail: {} }],
  };
}

/** Since when the document is shown that an engine is at; empty where none is. */
function shownSince({ captures }: DocumentData, { config }: Context): { readonly shownSinceMs?: number } {
  const times = Object.entries(captures).flatMap(([side, { image, atMs }]) => (isTilt(side) || image !== null ? [] : [atMs]));
  return config.engine && times.length > 0 ? { shownSinceMs: Math.min(...times) } : {};
}

/** Null: it is no answer to this. */
export function heardNumber(data: DocumentData, signal: Signal): NodeStep<DocumentData> | null {
  const answer = answerTo('identity.listen', signal);
  if (answer === null || !isListening(data)) return null;
  if (!answer.ok) return { data: { ...data, numberRead: { heard: 'no_sound', fromMs: null, untilMs: null } } };
  const { heard, fromMs, untilMs, engine } = answer.result;
  return {
    data: { ...data, numberRead: { heard, fromMs, untilMs } },
    marks: [
      { name: 'number_read', detail: { heard, fromMs, untilMs, engine: engine === null ? null : `${engine.name} ${engine.version}` } },
    ],
  };
}

export const isListening = ({ numberRead = null }: DocumentData): boolean => numberRead !== null && numberRead.heard === null;

/** Somebody spoke, or it is for a person to say whether they did; silence is none of both. */
export const isNumberRead = ({ numberRead = null }: DocumentData): boolean =>
  numberRead !== null && numberRead.heard !== null && numberRead.heard !== 'silent';

const RESULTS = { said: 'pass', other: 'fail' } as const;

/** How it came out; none where it was not asked for. */
export function numberCheck({ numberRead = null }: DocumentData, { readNumber: isAsked }: IdentityDocumentConfig): BesideCheck[] {
  if (!isAsked) return [];
  const heard = numberRead?.heard ?? null;
  const result = heard === 'said' || heard === 'other' ? RESULTS[heard] : 'not_evaluated';
  return [{ name: 'number_read', result, detail: heard === null ? null : `read_${heard}` }];
}
