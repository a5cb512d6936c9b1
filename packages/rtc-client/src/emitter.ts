type EventMap<Events> = { [Name in keyof Events]: readonly unknown[] };
type Listener<Args extends readonly unknown[]> = (...args: Args) => void;

/** Typed events: `on` returns what takes the listener off again. */
export class Emitter<Events extends EventMap<Events>> {
  readonly #listeners = new Map<keyof Events, Set<Listener<never>>>();

  on<Name extends keyof Events>(name: Name, listener: Listener<Events[Name]>): () => void {
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  emit<Name extends keyof Events>(name: Name, ...args: Events[Name]): void {
    for (const listener of this.#listeners.get(name) ?? []) (listener as Listener<Events[Name]>)(...args);
  }

  clear(): void {
    this.#listeners.clear();
  }
}
