import { SOUND_WINDOW_MS } from '@guichet/recording/measures';
import type { LookFact, ObservationFact, RecordingFacts } from '@guichet/rules';
import { TalkOverWatch, type WatchThresholds } from '@guichet/rules/watch';
import { Observed } from './look/observed.ts';
import { MEASURES, type SpeechWindow, type TrackLook } from './look/track-look.ts';

type Lines = RecordingFacts['lines'];

/** What was found of people who spoke while a line was read to them. */
export interface TalkOver {
  readonly looks: readonly LookFact[];
  readonly observations: readonly ObservationFact[];
}

const NOBODY_LOOKED: TalkOver = { looks: [], observations: [] };

/**
 * Holds the speech of each voice against that of whoever reads, line by line, with the watcher of the live checks: who speaks for as long as the reader does not
 * hear them out. Nothing is said where it is not known which lines were read, or a reader was not listened to.
 */
export function talkOver(looked: readonly TrackLook[], lines: Lines, thresholds: WatchThresholds): TalkOver {
  const read = lines?.filter(({ ticked }) => ticked !== null);
  if (read === undefined || read.some(({ heard }) => heard === null)) return NOBODY_LOOKED;
  const turns = read
    .flatMap(({ by, heard }) => (heard === null ? [] : [{ by, ...heard }]))
    .toSorted((one, other) => one.fromMs - other.fromMs);
  const voices = looked.flatMap(({ sound, speech }) => (sound === null ? [] : [{ ...sound, speech }]));
  const found = voices.map(({ trackId, role, speech, lookedMs }) => {
    const observed = new Observed({ trackId, role }, MEASURES);
    const watch = new TalkOverWatch(thresholds);
    for (const { by, fromMs, untilMs } of turns) {
      if (by === role) continue;
      const reader = voices.filter((voice) => voice.role === by).flatMap((voice) => voice.speech);
      for (let atMs = fromMs; atMs < untilMs; atMs += SOUND_WINDOW_MS) {
        watch.heard({ atMs, speech: shareAt(reader, atMs) });
        observed.take(watch.push({ atMs, speech: shareAt(speech, atMs) }, true));
      }
      observed.take(watch.finish(untilMs));
    }
    return { looks: observed.looks(['talk_over'], lookedMs), observations: observed.observations };
  });
  return { looks: found.flatMap(({ looks }) => looks), observations: found.flatMap(({ observations }) => observations) };
}

/** How much somebody spoke in the window that is nearest to that moment. */
function shareAt(speech: readonly SpeechWindow[], atMs: number): number {
  const near = speech
    .filter((window) => Math.abs(window.atMs - atMs) <= SOUND_WINDOW_MS / 2)
    .map(({ speechMs }) => speechMs / SOUND_WINDOW_MS);
  return Math.max(0, ...near);
}
