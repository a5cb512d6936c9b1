import type { Gap } from './analyse.ts';
import type { Moment } from './gap-watch.ts';
import type { Leg, StreamPlace } from './leg.ts';

/**
 * A stretch in which nothing at all was written. Arrival times tell roughly where it lies: what came to the port while the service was
 * still loading is stamped late. The streams' own time tells exactly what is missing, so that is what is stated.
 */
export class Interruption {
  readonly cause: Gap['cause'];
  readonly #from: Moment;
  readonly #before: ReadonlyMap<Leg, StreamPlace>;
  readonly #after = new Map<Leg, StreamPlace>();
  readonly #newestBefore: ReadonlyMap<Leg, NonNullable<Leg['newest']>>;
  /** Of streams that went on: whether the next packet was the very next. */
  readonly #goesOn = new Map<Leg, boolean>();
  #to: Moment | null = null;

  constructor(cause: Gap['cause'], from: Moment, legs: Iterable<Leg>) {
    this.cause = cause;
    this.#from = from;
    const known = [...legs];
    this.#newestBefore = new Map(known.flatMap((leg) => (leg.newest ? [[leg, leg.newest] as const] : [])));
    this.#before = new Map(known.flatMap((leg) => (leg.place ? [[leg, leg.place] as const] : [])));
  }

  /** The writer says that it is back, or a packet is there: whatever is earlier ends the stretch. */
  end(at: Moment): void {
    if (!this.#to || at.us < this.#to.us) this.#to = at;
  }

  /** A packet of the stream after the stretch; the first one counts. */
  packet(leg: Leg): void {
    if (leg.place && !this.#after.has(leg)) this.#after.set(leg, leg.place);
    const before = this.#newestBefore.get(leg);
    // What was written twice says nothing.
    if (!before || !leg.newest || leg.newest === before || this.#goesOn.has(leg)) return;
    this.#goesOn.set(leg, leg.newest.segment === before.segment && leg.newest.seq === before.seq + 1);
  }

  /** By arrival times: what explains that a track was silent. */
  get rough(): { readonly from: Moment; readonly to: Moment } | null {
    return this.#to && this.#to.us > this.#from.us ? { from: this.#from, to: this.#to } : null;
  }

  /** What is missing of all tracks; null when that is nothing. To be asked when all timings are known. */
  gap(): Gap | null {
    const { rough } = this;
    if (!rough || (this.cause === 'service_down' && this.#nothingMissing)) return null;
    const usOf = (places: ReadonlyMap<Leg, StreamPlace>) => [...places].map(([leg, place]) => leg.usOf(place)).filter((us) => us !== null);
    const before = usOf(this.#before);
    const after = usOf(this.#after);
    const fromUs = before.length > 0 ? Math.max(...before) : rough.from.us;
    const toUs = after.length > 0 ? Math.min(...after) : rough.to.us;
    const exact = toUs > fromUs && toUs <= rough.to.us + 1_000_000 && fromUs >= rough.from.us - 1_000_000;
    const from = exact ? moved(rough.from, fromUs) : rough.from;
    const to = exact ? moved(rough.to, toUs) : rough.to;
    return { trackId: null, from, to, cause: this.cause };
  }

  /** A service that was killed finds what came meanwhile where its worker kept it. */
  get #nothingMissing(): boolean {
    return this.#goesOn.size > 0 && [...this.#goesOn.values()].every((goesOn) => goesOn);
  }
}

const moved = (moment: Moment, us: number): Moment => ({ us, wallMs: moment.wallMs + (us - moment.us) / 1000 });
