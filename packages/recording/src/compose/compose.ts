import { mkdtemp, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { AppError } from '@guichet/protocol';
import { measureSound } from '../material/peaks.ts';
import type { JournalSource } from '../journal/source.ts';
import { type MuxOptions, muxToMatroska, type MuxResult } from '../mux/mux.ts';
import { Encoder } from './encoder.ts';
import { FRAME_MS } from './frame-clock.ts';
import { Letterer } from './letterer.ts';
import { gainsFor } from './loudness.ts';
import { Painter } from './painter.ts';
import { partiesOf, type Party, planProgram } from './program.ts';
import { type Leg, scanLegs } from './scan.ts';
import { writeSoundFile } from './sound-file.ts';
import type { ComposeLayout, ComposeStory } from './story.ts';
import { COMPOSE_WORDS } from './words.ts';

/** How the steps share the progress; nearly all of the work is in the pictures. */
const SOUND_SHARE = 0.08;
const MUX_SHARE = 0.05;
/** Composing costs less time than was recorded; what takes so much longer is not worth the machine it runs on. */
const DEFAULT_COST_RATIO = 6;
const LEAST_COST_MS = 5 * 60_000;

export interface ComposeOptions {
  readonly layout: ComposeLayout;
  readonly story: ComposeStory;
  /** From 0 to 1. */
  readonly onProgress?: (ratio: number) => void;
  readonly signal?: AbortSignal;
  /** So many times as long as the recording it may take at most, and never less than five minutes. */
  readonly maxCostRatio?: number;
}

export interface ComposeResult {
  readonly layout: ComposeLayout;
  readonly durationMs: number;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly parties: number;
  readonly chapters: number;
  /** Stretches in which a card stands for a picture. */
  readonly cards: number;
}

/** A file of `muxToMatroska` and what was said of it. */
export interface MuxedRecording {
  readonly matroskaPath: string;
  readonly muxed: Pick<MuxResult, 'tracks' | 'durationMs' | 'startedAt'>;
}

/**
 * Makes one picture of all parties, with clock, names, steps and captions, and one sound: H.264 and AAC in MP4. It is derived: what is shown
 * side by side was never one physical frame. Memory does not grow with the recording's length but for 8 bytes a picture of it. The file appears
 * under its name when it is whole.
 * Errors: `recording_not_ready` (nothing can be shown or heard), `deadline_exceeded` (over its cost limit), `disk_low`, `internal`.
 */
export async function composeRecording(recording: MuxedRecording, outputPath: string, options: ComposeOptions): Promise<ComposeResult> {
  const { muxed } = recording;
  const costMs = Math.max(LEAST_COST_MS, muxed.durationMs * (options.maxCostRatio ?? DEFAULT_COST_RATIO));
  const cost = AbortSignal.timeout(costMs);
  const signal = AbortSignal.any([cost, ...(options.signal === undefined ? [] : [options.signal])]);
  signal.throwIfAborted();
  const folder = await mkdtemp(join(dirname(outputPath), `.${basename(outputPath)}-`));
  const draftPath = join(folder, 'draft.mp4');
  try {
    const result = await compose(recording, draftPath, folder, { ...options, signal });
    await flushed(draftPath);
    await rename(draftPath, outputPath);
    return result;
  } catch (error) {
    if (cost.aborted && options.signal?.aborted !== true) throw new AppError('deadline_exceeded', { cause: error });
    throw error;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Journal to composite in one go, by way of a Matroska file beside it. Errors: those of `muxToMatroska` as well. */
export async function composeJournal(
  source: JournalSource,
  outputPath: string,
  options: Omit<ComposeOptions, 'story'> & MuxOptions & { readonly storyOf: (muxed: MuxResult) => ComposeStory },
): Promise<ComposeResult & { readonly muxed: MuxResult }> {
  const { onProgress, storyOf } = options;
  const folder = await mkdtemp(join(dirname(outputPath), `.${basename(outputPath)}-`));
  try {
    const matroskaPath = join(folder, 'muxed.mkv');
    const muxed = await muxToMatroska(source, matroskaPath, { ...options, onProgress: (ratio) => onProgress?.(ratio * MUX_SHARE) });
    const result = await composeRecording({ matroskaPath, muxed }, outputPath, {
      ...options,
      story: storyOf(muxed),
      onProgress: (ratio) => onProgress?.(MUX_SHARE + ratio * (1 - MUX_SHARE)),
    });
    return { ...result, muxed };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function compose(
  { matroskaPath, muxed }: MuxedRecording,
  draftPath: string,
  folder: string,
  { layout, story: given, onProgress, signal }: ComposeOptions & { readonly signal: AbortSignal },
): Promise<ComposeResult> {
  const { durationMs } = muxed;
  const legs = await scanLegs(matroskaPath, muxed, signal);
  const parties = partiesOf(legs, given);
  if (parties.length === 0 || durationMs < FRAME_MS) throw new AppError('recording_not_ready');
  const sounds = await writeSounds(matroskaPath, folder, parties, durationMs, signal);
  const gains = await gainsFor(
    sounds.map(({ path }) => path),
    signal,
  );
  const speech = given.speech ?? (await measureSpeech(sounds, signal));
  onProgress?.(SOUND_SHARE);

  const story = { ...given, speech };
  const words = COMPOSE_WORDS[story.language];
  const program = planProgram(layout, parties, story, durationMs);
  const { width, height } = program.geometry;
  const painter = await Painter.make({
    ...{ program, parties, story, matroskaPath, letterer: new Letterer(folder, signal), beganAtMs: Date.parse(muxed.startedAt) },
    seekableFromMs: seekableFrom(legs),
  });
  const encoder = await Encoder.start({
    ...{ folder, outputPath: draftPath, width, height, durationMs, chapters: story.chapters, mixName: words.mix },
    title: story.sessionNumber === null ? '' : `${words.session} ${story.sessionNumber}`,
    sounds: sounds.map(({ path, party }, at) => ({ path, name: party.name, gainDb: gains[at] ?? 0 })),
  });
  // Whoever waits for a decoder or for the encoder goes on when they are gone.
  const stop = (): void => void Promise.all([painter.end(), encoder.kill()]);
  signal.addEventListener('abort', stop);
  try {
    const frames = Math.ceil(durationMs / FRAME_MS);
    for (let frame = 0; frame < frames; frame++) {
      signal.throwIfAborted();
      await encoder.write(await painter.paint(frame));
      onProgress?.(SOUND_SHARE + ((frame + 1) / frames) * (1 - SOUND_SHARE));
    }
    await encoder.finish();
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener('abort', stop);
    await Promise.all([painter.end(), encoder.kill()]);
  }
  const cards = program.places.reduce((sum, { turns }) => sum + turns.reduce((ofPlace, turn) => ofPlace + turn.cards.length, 0), 0);
  return { layout, durationMs, widthPx: width, heightPx: height, parties: parties.length, chapters: story.chapters.length, cards };
}

interface PartySound {
  readonly party: Party;
  readonly path: string;
}

async function writeSounds(
  matroskaPath: string,
  folder: string,
  parties: readonly Party[],
  durationMs: number,
  signal: AbortSignal,
): Promise<PartySound[]> {
  const heard = parties.filter(({ legs }) => legs.some(({ kind }) => kind === 'audio'));
  const sounds: PartySound[] = [];
  for (const [at, party] of heard.entries()) {
    const path = join(folder, `sound-${at}.mka`);
    const voice = party.legs.filter(({ kind }) => kind === 'audio');
    await writeSoundFile(matroskaPath, path, voice, durationMs, signal);
    sounds.push({ party, path });
  }
  return sounds;
}

async function measureSpeech(sounds: readonly PartySound[], signal: AbortSignal): Promise<NonNullable<ComposeStory['speech']>> {
  const found: NonNullable<ComposeStory['speech']> = [];
  for (const { party, path } of sounds) {
    const { speech } = await measureSound(path, { signal });
    found.push(...speech.map((span) => ({ ...span, participantId: party.participantId })));
  }
  return found;
}

/** Seeking goes by the key frames of the file's first picture track; what begins before them is read from the file's beginning. */
const seekableFrom = (legs: readonly Leg[]): number => legs.find(({ kind }) => kind === 'video')?.keysMs[0] ?? Number.POSITIVE_INFINITY;

async function flushed(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
