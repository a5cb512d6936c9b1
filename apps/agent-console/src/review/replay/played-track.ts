import { correctionOf } from './alignment.ts';
import type { ReplayTrack } from './channels.ts';

/** Containers state their length a little short or long of the last packet. */
const END_MARGIN_S = 0.15;
/** A still picture is put exactly where the playhead stands. */
const STILL_WITHIN_S = 0.02;
/** Just after a beginning, a picture that is further ahead than this waits, unless it is elsewhere altogether. */
const AHEAD_WITHIN_S = 0.008;
const ELSEWHERE_S = 0.25;

/** A track's media element, put and moved as the player's clock says. Positions are the recording's, ms. */
export class PlayedTrack {
  readonly track: ReplayTrack;
  readonly element: HTMLMediaElement;
  /** Since when the others wait for it. */
  waitingSinceMs: number | null = null;
  /** Where it was put last, s: an element need not stand exactly there. */
  #putAtS: number | null = null;
  /** Where it stood when it was told to begin, s. */
  #beginsAtS = 0;

  constructor(track: ReplayTrack, element: HTMLMediaElement) {
    this.track = track;
    this.element = element;
  }

  get isVoice(): boolean {
    return this.track.kind === 'audio';
  }

  get atMs(): number {
    return this.track.fromMs + this.element.currentTime * 1_000;
  }

  get hasData(): boolean {
    return this.element.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA;
  }

  get canGoOn(): boolean {
    return this.element.readyState >= HTMLMediaElement.HAVE_FUTURE_DATA && !this.element.seeking;
  }

  get isMoving(): boolean {
    return !this.element.paused && !this.element.seeking;
  }

  get hasBegun(): boolean {
    return this.element.currentTime > this.#beginsAtS;
  }

  /** Whether it has something to show or say at a position. */
  isOn(positionMs: number): boolean {
    const { track, element } = this;
    if (positionMs < track.fromMs || positionMs >= track.toMs) return false;
    return !(Number.isFinite(element.duration) && this.#secondsOf(positionMs) >= element.duration - END_MARGIN_S);
  }

  standsAt(positionMs: number): boolean {
    const shouldS = this.#secondsOf(positionMs);
    return this.#putAtS === shouldS || Math.abs(this.element.currentTime - shouldS) <= STILL_WITHIN_S;
  }

  rest(): void {
    if (!this.element.paused) this.element.pause();
  }

  /** Stands still where the playhead does. */
  stand(positionMs: number): void {
    this.rest();
    if (this.element.seeking || this.standsAt(positionMs)) return;
    this.#putAtS = this.#secondsOf(positionMs);
    this.element.currentTime = this.#putAtS;
  }

  begin(speed: number): void {
    this.#beginsAtS = this.element.currentTime;
    this.#run(speed);
  }

  /** Runs with the clock. `waits`: a picture that is ahead stands still until the clock is there. */
  run(positionMs: number, speed: number, waits: boolean): void {
    const { element, track } = this;
    this.#putAtS = null;
    if (element.seeking) return;
    const shouldS = this.#secondsOf(positionMs);
    const aheadS = element.currentTime - shouldS;
    if (waits && !this.isVoice && aheadS > AHEAD_WITHIN_S && aheadS < ELSEWHERE_S * Math.max(1, speed)) return this.rest();
    const correction = correctionOf(track.kind, element.currentTime, shouldS, speed);
    if (correction.kind === 'seek') element.currentTime = correction.toS;
    return this.#run(correction.kind === 'seek' ? speed : correction.rate);
  }

  /** Loads it anew. */
  reload(): void {
    this.#putAtS = null;
    this.element.load();
  }

  #run(rate: number): void {
    if (this.element.playbackRate !== rate) this.element.playbackRate = rate;
    if (this.element.paused) void this.element.play().catch(() => undefined);
  }

  #secondsOf(positionMs: number): number {
    return (positionMs - this.track.fromMs) / 1_000;
  }
}
