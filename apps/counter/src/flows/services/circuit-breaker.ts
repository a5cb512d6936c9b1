/** Failures in a row after which a service is left alone … */
const OPENS_AFTER = 5;
/** … for this long; then one request may try. */
const REST_MS = 30_000;

interface Circuit {
  failures: number;
  restsUntilMs: number;
}

/** Keeps requests from a service that fails again and again, so that sessions are told at once and the service can recover. */
export class CircuitBreaker {
  readonly #now: () => number;
  readonly #circuits = new Map<string, Circuit>();

  /** `now` in monotonic milliseconds. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Whether the service may be asked now. After its rest one asker gets through, the others wait for what comes of it. */
  allows(name: string): boolean {
    const circuit = this.#circuits.get(name);
    if (circuit === undefined || circuit.failures < OPENS_AFTER) return true;
    if (this.#now() < circuit.restsUntilMs) return false;
    circuit.restsUntilMs = this.#now() + REST_MS;
    return true;
  }

  succeeded(name: string): void {
    this.#circuits.delete(name);
  }

  failed(name: string): void {
    const circuit = this.#circuits.get(name) ?? { failures: 0, restsUntilMs: 0 };
    circuit.failures += 1;
    circuit.restsUntilMs = this.#now() + REST_MS;
    this.#circuits.set(name, circuit);
  }
}
