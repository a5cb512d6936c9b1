import { AppError, type SessionId } from '@guichet/protocol';
import { METER_SAMPLE_RATE, spokenSpan } from '@guichet/recording/measures';
import { type SpeechEngine, SpeechFailed, spokenSigns } from '@guichet/speech';
import type { HeardReason } from '@guichet/workflow';
import type { MediaPlane, TakenSound } from '../nodes/media-plane.ts';
import type { Core } from '../sessions/core.ts';
import { placeOfCustomer } from './place-of-customer.ts';

/** Shorter than that nobody has said a thing: a cough, a chair. */
const LEAST_SPOKEN_MS = 400;
/** Before and behind what was found to be speech: soft beginnings and ends are below the room's noise. */
const AROUND_MS = 300;

interface Parts {
  readonly core: Core;
  readonly media: MediaPlane;
  /** Null: nobody writes down what was said, and a person listens. */
  readonly speech: SpeechEngine | null;
}

interface Signs {
  readonly sessionId: SessionId;
  /** What is to be read aloud, sign by sign, asked for once somebody has spoken; null where nobody knows it. */
  readonly signs: () => Promise<string | null>;
  readonly withinMs: number;
  readonly signal: AbortSignal;
}

/** What was heard, in a closed word, and when it was said by the recorder's clock; null where nothing was. */
export interface HeardSpan {
  readonly heard: HeardReason;
  readonly fromMs: number | null;
  readonly untilMs: number | null;
  /** Who wrote down what was said; null where nobody did. */
  readonly engine: { readonly name: string; readonly version: string } | null;
}

const nothing = (heard: HeardReason): HeardSpan => ({ heard, fromMs: null, untilMs: null, engine: null });

/**
 * Listens to what is recorded of the customer's microphone from now on. Whether anybody spoke is told without an engine; what they said only by the one
 * that the operator brings. Nothing is guessed: what could not be made out says so, and is for a person.
 */
export async function hearSigns({ core, media, speech }: Parts, { sessionId, signs, withinMs, signal }: Signs): Promise<HeardSpan> {
  const sound = await takeSound(core, media, sessionId, withinMs);
  if (sound === null) return nothing('no_sound');
  const span = spokenSpan(sound.pcm);
  if (span === null || span.spokenMs < LEAST_SPOKEN_MS) return nothing('silent');
  const at = { fromMs: Math.round(sound.atMs + span.fromMs), untilMs: Math.round(sound.atMs + span.untilMs) };
  const wanted = speech === null ? null : await signs();
  const { language } = await core.database.read((prisma) => prisma.session.findUniqueOrThrow({ where: { id: sessionId } }));
  if (speech === null || wanted === null) return { ...nothing('heard'), ...at };
  const pcm = sound.pcm.subarray(samplesOf(span.fromMs - AROUND_MS), samplesOf(span.untilMs + AROUND_MS));
  try {
    const found = await spokenSigns(speech, { pcm, language: language === 'en' ? 'en' : 'zh-CN' }, wanted, signal);
    return found === null ? { ...nothing('heard'), ...at } : { heard: found.said, ...at, engine: found.engine };
  } catch (error) {
    if (!(error instanceof SpeechFailed)) throw error;
    core.logger.warn({ sessionId, problem: error.problem }, 'what a customer read aloud could not be written down');
    return { ...nothing('engine_away'), ...at };
  }
}

async function takeSound(core: Core, media: MediaPlane, sessionId: SessionId, withinMs: number): Promise<TakenSound | null> {
  const place = await placeOfCustomer(core, sessionId);
  if (place === null) return null;
  try {
    return await media.takeSound(...place, withinMs);
  } catch (error) {
    core.logger.warn({ sessionId, code: AppError.from(error).code }, 'no sound could be taken for a check');
    return null;
  }
}

const samplesOf = (ms: number): number => Math.max(0, Math.round((ms * METER_SAMPLE_RATE) / 1_000));
