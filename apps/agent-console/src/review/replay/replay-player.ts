import type { ParticipantId, TrackId } from '@guichet/protocol';
import { Store } from '../../app/store.ts';
import type { ReplayTrack } from './channels.ts';
import { PlayedTrack } from './played-track.ts';

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
/** A voice begins a moment after it is told to; one that is not heard by then is waited for no longer. */
const VOICES_BEGIN_WITHIN_MS = 1_000;
/** So long after its beginning a voice may still turn out to be behind what its element first said. */
const SETTLES_WITHIN_MS = 500;
const LOOK_WHILE_BEGINNING_EVERY_MS = 10;
/** A voice further from the clock than this is elsewhere and is put back; nothing follows it. */
const FOLLOWS_WITHIN_MS = 250;
/** Share of the way to the slowest voice that the clock goes at a look. */
const FOLLOW = 0.2;
/** A voice that is so far behind was held up; all begin again with it. */
const HELD_UP_MS = 30;
/** People see no finer step of the playhead. */
const SHOWN_STEP_MS = 40;
/** After these an element may be what the others wait for. */
const NEWS = ['loadedmetadata', 'canplay', 'seeked'] as const;

/**
 * How far a start or a jump has come. All elements gather where the playhead stands; then voices begin; once the last of them moves, pictures
 * begin.
 */
type Stage = 'gathering' | 'voices' | 'running';

/**
 * Plays all tracks of a recording on one clock, which runs with the slowest voice: a voice that is hurried is heard, a picture that is bent to the
 * voices (`correctionOf`) or waits for them is not noticed. Where nobody's sound is recorded the clock is the page's own. It stands still while
 * something that should be heard or seen has no data; a track that cannot be played holds up no other.
 */
export class ReplayPlayer {
  readonly state: Store<PlayerState>;
  readonly position = new Store(0);
  /** Every element has what it begins with: what else there is to fetch can be fetched now. */
  readonly loaded = new Store(false);
  readonly lengthMs: number;
  readonly recordingId: string | null;
  readonly #playing = new Map<TrackId, PlayedTrack>();
  readonly #now: () => number;
  readonly #seekListeners = new Set<SeekListener>();
  #speech: readonly { readonly fromMs: number; readonly untilMs: number }[] = [];
  #anchor: { positionMs: number; atMs: number };
  #timer: ReturnType<typeof setInterval> | null = null;
  #stage: Stage = 'gathering';
  /** Since when voices were told to begin, or all runs. */
  #stageSinceMs = 0;
  #beginning: ReturnType<typeof setTimeout> | undefined;

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
    const entry = new PlayedTrack(track, element);
    this.#playing.set(track.trackId, entry);
    element.muted = track.kind === 'video' || this.state.get().muted.has(track.participantId);
    const onError = () => this.#fail(track.trackId);
    element.addEventListener('error', onError);
    for (const event of NEWS) element.addEventListener(event, this.#look);
    this.#timer ??= setInterval(this.#look, LOOK_EVERY_MS);
    this.#look();
    return () => {
      element.removeEventListener('error', onError);
      for (const event of NEWS) element.removeEventListener(event, this.#look);
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
    this.#stage = 'gathering';
    this.position.set(bounded);
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
    this.#playing.get(trackId)?.reload();
  }

  close(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    clearTimeout(this.#beginning);
    for (const { element } of this.#playing.values()) element.pause();
    this.#playing.clear();
  }

  #change(change: Partial<PlayerState>): void {
    this.state.update((state) => ({ ...state, ...change }));
  }

  #clockMs(): number {
    const { playing, buffering, speed } = this.state.get();
    if (!playing || buffering || this.#stage !== 'running') return this.#anchor.positionMs;
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

    const { failed } = this.state.get();
    const all = [...this.#playing.values()].filter(({ track }) => !failed.has(track.trackId));
    if (this.#playing.size > 0 && all.every(({ hasData }) => hasData)) this.loaded.set(true);
    const wanted = all.filter((entry) => entry.isOn(positionMs));
    const waiting = wanted.filter((entry) => this.#isWaiting(entry, positionMs));
    const { playing, buffering, speed } = this.state.get();
    if (playing && buffering !== waiting.length > 0) {
      this.#anchorHere();
      this.#change({ buffering: waiting.length > 0 });
    }
    const runs = playing && waiting.length === 0;
    if (!runs) this.#stage = 'gathering';
    else if (this.#stage === 'running') this.#follow(wanted);
    else this.#begin(wanted);
    clearTimeout(this.#beginning);
    if (runs && this.#isBeginning()) this.#beginning = setTimeout(this.#look, LOOK_WHILE_BEGINNING_EVERY_MS);
    const nowAtMs = this.#clockMs();
    if (!runs || Math.abs(nowAtMs - this.position.get()) >= SHOWN_STEP_MS) this.position.set(nowAtMs);
    for (const entry of this.#playing.values()) {
      if (!wanted.includes(entry)) entry.rest();
      else if (!runs) entry.stand(nowAtMs);
      else if (this.#stage === 'running') entry.run(nowAtMs, speed, this.#isBeginning());
    }
  };

  #isBeginning(): boolean {
    return this.#stage === 'voices' || (this.#stage === 'running' && this.#now() - this.#stageSinceMs < SETTLES_WITHIN_MS);
  }

  #enter(stage: Stage): void {
    this.#stage = stage;
    this.#stageSinceMs = this.#now();
  }

  /** All stand where they should: voices first. */
  #begin(wanted: readonly PlayedTrack[]): void {
    const voices = wanted.filter(({ isVoice }) => isVoice);
    if (this.#stage === 'gathering') {
      this.#enter('voices');
      for (const voice of voices) voice.begin(this.state.get().speed);
    }
    if (voices.some(({ hasBegun }) => !hasBegun) && this.#now() - this.#stageSinceMs < VOICES_BEGIN_WITHIN_MS) return;
    this.#anchor = { ...this.#anchor, atMs: this.#now() };
    this.#enter('running');
    this.#follow(wanted);
  }

  /** Takes the clock to the slowest voice: at once just after a beginning, else little by little. */
  #follow(wanted: readonly PlayedTrack[]): void {
    const positionMs = this.#clockMs();
    // What is heard of a moment is more of the recording at a higher speed.
    const scale = Math.max(1, this.state.get().speed);
    const aheadMs = wanted
      .filter(({ isVoice, isMoving }) => isVoice && isMoving)
      .map(({ atMs }) => atMs - positionMs)
      .filter((ms) => Math.abs(ms) < FOLLOWS_WITHIN_MS * scale);
    if (aheadMs.length === 0) return;
    const slowest = Math.min(...aheadMs);
    if (slowest < -HELD_UP_MS * scale) this.#enter('running');
    this.#anchor = { positionMs: positionMs + slowest * (this.#isBeginning() ? 1 : FOLLOW), atMs: this.#now() };
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

  #isWaiting(entry: PlayedTrack, positionMs: number): boolean {
    const isThere = entry.canGoOn && (this.#stage !== 'gathering' || entry.standsAt(positionMs));
    if (isThere || !this.state.get().playing) {
      entry.waitingSinceMs = null;
      return false;
    }
    entry.waitingSinceMs ??= this.#now();
    if (this.#now() - entry.waitingSinceMs <= GIVE_UP_AFTER_MS) return true;
    this.#fail(entry.track.trackId);
    return false;
  }
}
