import type { MediaSession } from '../media-session.ts';
import type { QualitySample } from '../room-view.ts';
import { type Counters, readCounters } from './counters.ts';
import { qualitySample } from './sample.ts';

/** Looks at a session's statistics again and again and says what happened between two looks. */
export class QualitySampler {
  readonly #session: MediaSession;
  readonly #onSample: (sample: QualitySample) => void;
  readonly #timer: ReturnType<typeof setInterval>;
  #before: Counters | null = null;
  #looking = false;

  constructor(session: MediaSession, intervalMs: number, onSample: (sample: QualitySample) => void) {
    this.#session = session;
    this.#onSample = onSample;
    this.#timer = setInterval(() => void this.#look(), intervalMs);
  }

  close(): void {
    clearInterval(this.#timer);
  }

  async #look(): Promise<void> {
    const idle = this.#session.connectionState('send') === 'new' && this.#session.connectionState('recv') === 'new';
    if (this.#looking || this.#session.closed || idle) return;
    this.#looking = true;
    try {
      const [sending, receiving] = await Promise.all([this.#session.stats('send'), this.#session.stats('recv')]);
      const now = readCounters(sending, receiving, performance.now());
      const before = this.#before;
      this.#before = now;
      if (before && !this.#session.closed) this.#onSample(qualitySample(before, now));
    } catch {
      // Closed under the look: there is nothing left to look at.
    } finally {
      this.#looking = false;
    }
  }
}
