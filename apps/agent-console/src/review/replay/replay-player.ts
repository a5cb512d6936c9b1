import type { ParticipantId, TrackId } from '@guichet/protocol';
import { Store } from '../../app/store.ts';
import { correctionOf } from './alignment.ts';
import type { ReplayTrack } from './channels.ts';

export const SPEEDS = [0.5, 0.75, 1, 1.25, 1.5, 2, 3, 4] as const;
export type Speed = (typeof SPEEDS)[number];

export interface PlayerState {
  readonly playing: boolean;
  readonly speed: Speed;
  /** Wants to play and waits for media. */
  readonly buffering: boolean;
  readonly muted: ReadonlySet<ParticipantId>;
  /** Tracks that could not be played; the others go on without them. */
  readonly failed: ReadonlySet<TrackId>;
  /** Played again and again; null plays on. */
  readonly loop: { readonly fromMs: number; readonly untilMs: number } | null;
  /** Stretches in which nobody speaks are passed over. */
  readonly skipsSilence: boolean;
}

/** Somebody went from here to there. */
export type SeekListener = (fromMs: number, toMs: number) => void;

/** Between two looks at where the elements stand. */
const LOOK_EVERY_MS = 50;
/** A loop that is shorter could not be heard. */
const LEAST_LOOP_MS = 300;
/** Pauses of breath are part of speech; only longer silence is passed over, and what follows begins with a moment of it. */
const SILENCE_MS = 2_000;
const RUN_UP_MS = 400;
/** A track for which everyone else would wait longer is given up. */
const GIVE_UP_AFTER_MS = 15_000;
/** Containers state their length a little short or long of the last packet. */
const END_MARGIN_S = 0.15;
/**
 * Sound begins a moment after it is told to. For so long after a start or a jump the clock waits for the slowest voice: pictures wait unnoticed,
 * a voice that hurries after them is heard.
 */
const SOUND_BEGINS_WITHIN_MS = 1_000;
const SOUND_LAGS_AT_MOST_MS = 250;
/** A still picture is put exactly where the playhead stands. */
const STILL_WITHIN_S = 0.02;

interface Playing {
  readonly track: ReplayTrack;
  readonly element: HTMLMediaElement;
  waitingSinceMs: number | null;
}

/**
 * Plays all tracks of a recording on one clock. The clock is the page's own, not one of the elements': a track that begins late, breaks
 * off or cannot be played moves no other. Elements are bent or put back to it (`correctionOf`), and it stands still while one that
 * should be heard or seen has no data.
 */
export class ReplayPlayer {
  readonly state: Store<PlayerState>;
  readonly position = new Store(0);
  readonly lengthMs: number;
  readonly recordingId: string | null;
  readonly #playing = new Map<TrackId, Playing>();
  readonly #now: () => number;
  readonly #seekListeners = new Set<SeekListener>();
  #speech: readonly { readonly fromMs: number; readonly untilMs: number }[] = [];
  #anchor: { positionMs: number; atMs: number };
  #timer: ReturnType<typeof setInterval> | null = null;
  /** Since when all that should run does; null while something waits. */
  #runsSinceMs: number | null = null;

  /** `recordingId`: what is played; another recording of the same length gets another player. */
  constructor(lengthMs: number, now: () => number = () => performance.now(), recordingId: string | null = null) {
    this.lengthMs = lengthMs;
    this.recordingId = recordingId;
    this.#now = now;
    this.#anchor = { positionMs: 0, atMs: now() };
    this.state = new Store<PlayerState>({
      playing: false,
      speed: 1,
      buffering: false,
      muted: new Set(),
      failed: new Set(),
      loop: null,
      skipsSilence: false,
    });
  }

  /** Takes an element on for a track; returns the end of it. */
  add(track: ReplayTrack, element: HTMLMediaElement): () => void {
    const entry: Playing = { track, element, waitingSinceMs: null };
    this.#playing.set(track.trackId, entry);
    element.muted = track.kind === 'video' || this.state.get().muted.has(track.participantId);
    const onError = () => this.#fail(track.trackId);
    element.addEventListener('error', onError);
    element.addEventListener('loadedmetadata', this.#look);
    this.#timer ??= setInterval(this.#look, LOOK_EVERY_MS);
    this.#look();
    return () => {
      element.removeEventListener('error', onError);
      element.removeEventListener('loadedmetadata', this.#look);
      element.pause();
      if (this.#playing.get(track.trackId) === entry) this.#playing.delete(track.trackId);
      if (this.#playing.size === 0 && this.#timer !== null) {
        clearInterval(this.#timer);
        this.#timer = null;
      }
    };
  }

  play(): void {
    if (this.state.get().playing) return;
    if (this.position.get() >= this.lengthMs) this.seek(0);
    this.#anchorHere();
    this.#change({ playing: true });
    this.#look();
  }

  pause(): void {
    if (!this.state.get().playing) return;
    this.#anchorHere();
    this.#change({ playing: false, buffering: false });
    this.#look();
  }

  toggle(): void {
    if (this.state.get().playing) this.pause();
    else this.play();
  }

  seek(positionMs: number): void {
    const bounded = Math.min(this.lengthMs, Math.max(0, positionMs));
    const before = this.position.get();
    this.#goTo(bounded);
    for (const listener of this.#seekListeners) listener(before, bounded);
  }

  /** Told of every seek that somebody asked for. */
  onSeek(listener: SeekListener): () => void {
    this.#seekListeners.add(listener);
    return () => this.#seekListeners.delete(listener);
  }

  /** Plays a stretch again and again from its beginning; null plays on. One that is too short is not taken. */
  setLoop(loop: PlayerState['loop']): void {
    const bounded =
      loop === null
        ? null
        : {
            fromMs: Math.max(0, Math.min(loop.fromMs, loop.untilMs)),
            untilMs: Math.min(this.lengthMs, Math.max(loop.fromMs, loop.untilMs)),
          };
    if (bounded !== null && bounded.untilMs - bounded.fromMs < LEAST_LOOP_MS) return;
    this.#change({ loop: bounded });
    if (bounded !== null && (this.position.get() < bounded.fromMs || this.position.get() >= bounded.untilMs)) this.seek(bounded.fromMs);
  }

  /** Where anybody speaks; what lies between is silence. */
  setSpeech(spans: readonly { readonly fromMs: number; readonly untilMs: number }[]): void {
    this.#speech = spans.toSorted((a, b) => a.fromMs - b.fromMs);
  }

  setSkipsSilence(skipsSilence: boolean): void {
    this.#change({ skipsSilence });
  }

  #goTo(bounded: number): void {
    this.#anchor = { positionMs: bounded, atMs: this.#now() };
    this.position.set(bounded);
    this.#runsSinceMs = null;
    for (const entry of this.#playing.values()) entry.waitingSinceMs = null;
    this.#look();
  }

  seekBy(deltaMs: number): void {
    this.seek(this.position.get() + deltaMs);
  }

  setSpeed(speed: Speed): void {
    this.#anchorHere();
    this.#change({ speed });
    this.#look();
  }

  stepSpeed(by: 1 | -1): void {
    const next = SPEEDS[SPEEDS.indexOf(this.state.get().speed) + by];
    if (next !== undefined) this.setSpeed(next);
  }

  setMuted(participantId: ParticipantId, muted: boolean): void {
    const all = new Set(this.state.get().muted);
    if (muted) all.add(participantId);
    else all.delete(participantId);
    this.#change({ muted: all });
    for (const { track, element } of this.#playing.values()) if (track.kind === 'audio') element.muted = all.has(track.participantId);
  }

  /** Loads a track anew that could not be played. */
  retry(trackId: TrackId): void {
    const failed = new Set(this.state.get().failed);
    if (!failed.delete(trackId)) return;
    this.#change({ failed });
    this.#playing.get(trackId)?.element.load();
  }

  close(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    for (const { element } of this.#playing.values()) element.pause();
    this.#playing.clear();
  }

  #change(change: Partial<PlayerState>): void {
    this.state.update((state) => ({ ...state, ...change }));
  }

  #clockMs(): number {
    const { playing, buffering, speed } = this.state.get();
    if (!playing || buffering) return this.#anchor.positionMs;
    return Math.min(this.lengthMs, this.#anchor.positionMs + (this.#now() - this.#anchor.atMs) * speed);
  }

  #anchorHere(): void {
    this.#anchor = { positionMs: this.#clockMs(), atMs: this.#now() };
  }

  #fail(trackId: TrackId): void {
    this.#change({ failed: new Set([...this.state.get().failed, trackId]) });
  }

  /** Moves the playhead to where the clock is, and every element to where the playhead is. */
  readonly #look = (): void => {
    const positionMs = this.#clockMs();
    if (this.state.get().playing && positionMs >= this.lengthMs) {
      this.position.set(positionMs);
      return this.pause();
    }
    const onward = this.state.get().playing ? this.#elsewhere(positionMs) : null;
    if (onward !== null) return this.#goTo(onward);

    const wanted = [...this.#playing.values()].filter((entry) => this.#isOn(entry, positionMs));
    const waiting = wanted.filter((entry) => this.#isWaiting(entry, positionMs));
    const { playing, buffering } = this.state.get();
    if (playing && buffering !== waiting.length > 0) {
      this.#anchorHere();
      this.#change({ buffering: waiting.length > 0 });
    }
    const runs = playing && waiting.length === 0;
    const heldMs = positionMs - (runs ? this.#soundLagMs(wanted, positionMs) : 0);
    if (!runs) this.#runsSinceMs = null;
    if (heldMs < positionMs) this.#anchor = { positionMs: heldMs, atMs: this.#now() };
    this.position.set(heldMs);
    for (const entry of this.#playing.values()) this.#place(entry, heldMs, wanted.includes(entry), runs);
  };

  /** By how much the slowest voice is behind just after a start; 0 later, and for one that is elsewhere and has to be sought. */
  #soundLagMs(wanted: readonly Playing[], positionMs: number): number {
    this.#runsSinceMs ??= this.#now();
    if (this.#now() - this.#runsSinceMs > SOUND_BEGINS_WITHIN_MS) return 0;
    const lags = wanted
      .filter(({ track, element }) => track.kind === 'audio' && !element.seeking)
      .map(({ track, element }) => positionMs - track.fromMs - element.currentTime * 1_000)
      .filter((lagMs) => lagMs > 0 && lagMs < SOUND_LAGS_AT_MOST_MS);
    return Math.max(0, ...lags);
  }

  /** Where the clock goes on by itself: back at the end of a loop, past a silence; null where it just runs. */
  #elsewhere(positionMs: number): number | null {
    const { loop, skipsSilence } = this.state.get();
    if (loop !== null && positionMs >= loop.untilMs) return loop.fromMs;
    if (!skipsSilence || this.#speech.length === 0) return null;
    const next = this.#speech.find(({ untilMs }) => untilMs > positionMs);
    if (next === undefined || next.fromMs - positionMs < SILENCE_MS) return null;
    const begun = this.#speech.findLast(({ untilMs }) => untilMs <= positionMs)?.untilMs ?? 0;
    return positionMs - begun < RUN_UP_MS ? null : next.fromMs - RUN_UP_MS;
  }

  #isOn({ track, element }: Playing, positionMs: number): boolean {
    if (this.state.get().failed.has(track.trackId) || positionMs < track.fromMs || positionMs >= track.toMs) return false;
    const shouldS = (positionMs - track.fromMs) / 1000;
    return !(Number.isFinite(element.duration) && shouldS >= element.duration - END_MARGIN_S);
  }

  #isWaiting(entry: Playing, positionMs: number): boolean {
    const { element, track } = entry;
    const shouldS = (positionMs - track.fromMs) / 1000;
    const there = element.readyState >= HTMLMediaElement.HAVE_FUTURE_DATA && !element.seeking;
    if (there || !this.state.get().playing) {
      entry.waitingSinceMs = null;
      return false;
    }
    // Until its data is there it has to be asked for where it is needed.
    if (!element.seeking && element.readyState >= HTMLMediaElement.HAVE_METADATA && Math.abs(element.currentTime - shouldS) > 1)
      element.currentTime = shouldS;
    entry.waitingSinceMs ??= this.#now();
    if (this.#now() - entry.waitingSinceMs <= GIVE_UP_AFTER_MS) return true;
    this.#fail(track.trackId);
    return false;
  }

  #place({ element, track }: Playing, positionMs: number, on: boolean, runs: boolean): void {
    if (element.readyState < HTMLMediaElement.HAVE_METADATA) return;
    if (!on) {
      if (!element.paused) element.pause();
      return;
    }
    const shouldS = (positionMs - track.fromMs) / 1000;
    if (!runs) {
      if (!element.paused) element.pause();
      if (!element.seeking && Math.abs(element.currentTime - shouldS) > STILL_WITHIN_S) element.currentTime = shouldS;
      return;
    }
    if (element.paused) void element.play().catch(() => undefined);
    if (element.seeking) return;
    const correction = correctionOf(track.kind, element.currentTime, shouldS, this.state.get().speed);
    if (correction.kind === 'seek') element.currentTime = correction.toS;
    else if (element.playbackRate !== correction.rate) element.playbackRate = correction.rate;
  }
}
