import type { DeskConnection } from '../../app/desk-connection.ts';
import { Store } from '../../app/store.ts';

const SOUND_KEY = 'guichet.ring';
/** Two short notes, a pause: heard across a room, not startling. */
const NOTES = [
  { hz: 659, atS: 0, forS: 0.16 },
  { hz: 880, atS: 0.2, forS: 0.28 },
] as const;
const REPEAT_MS = 2_000;
const VOLUME = 0.16;

export interface RingState {
  /** The person wants to hear it. */
  readonly enabled: boolean;
  /** The browser lets no sound out before the page was touched. */
  readonly blocked: boolean;
  readonly ringing: boolean;
}

/** The ring tone of offers and hand-overs, made by Web Audio so that it needs no file and no network. */
export class Ring {
  readonly state: Store<RingState>;
  #context: AudioContext | null = null;
  #timer: ReturnType<typeof setInterval> | null = null;
  /** What rings now. */
  #cause: string | null = null;

  constructor() {
    this.state = new Store({ enabled: readEnabled(), blocked: false, ringing: false });
  }

  /** Rings while an offer or a hand-over waits for an answer. Returns the end of it. */
  follow(desk: DeskConnection): () => void {
    const look = () => {
      const view = desk.desk.get();
      const fresh = desk.link.get().kind === 'live';
      this.#ringFor(fresh ? (view?.offer?.offerId ?? view?.incomingTransfer?.transferId ?? null) : null);
    };
    const stops = [desk.desk.subscribe(look), desk.link.subscribe(look)];
    look();
    return () => {
      for (const stop of stops) stop();
      this.#ringFor(null);
    };
  }

  /** Call from a click or a key: only then a browser lets sound out. */
  unlock(): void {
    this.#context ??= new AudioContext();
    const settle = () => this.state.update((state) => ({ ...state, blocked: this.#context?.state !== 'running' }));
    this.#context.resume().then(settle, settle);
  }

  setEnabled(enabled: boolean): void {
    this.state.update((state) => ({ ...state, enabled }));
    try {
      localStorage.setItem(SOUND_KEY, enabled ? 'on' : 'off');
    } catch {
      // A page that may not store only forgets.
    }
    if (enabled) this.unlock();
  }

  #ringFor(cause: string | null): void {
    if (cause === this.#cause) return;
    this.#cause = cause;
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    this.state.update((state) => ({ ...state, ringing: cause !== null }));
    if (cause === null) return;
    this.unlock();
    this.#play();
    this.#timer = setInterval(() => this.#play(), REPEAT_MS);
  }

  #play(): void {
    const context = this.#context;
    if (context === null || !this.state.get().enabled || context.state !== 'running') return;
    for (const { hz, atS, forS } of NOTES) {
      const tone = new OscillatorNode(context, { type: 'sine', frequency: hz });
      const gain = new GainNode(context, { gain: 0 });
      const start = context.currentTime + atS;
      gain.gain.setValueAtTime(0, start);
      gain.gain.linearRampToValueAtTime(VOLUME, start + 0.02);
      gain.gain.exponentialRampToValueAtTime(0.001, start + forS);
      tone.connect(gain).connect(context.destination);
      tone.start(start);
      tone.stop(start + forS);
    }
  }
}

function readEnabled(): boolean {
  try {
    return localStorage.getItem(SOUND_KEY) !== 'off';
  } catch {
    return true;
  }
}
