/** libuv takes so many datagrams from a socket in one turn (`uv__udp_recvmsg`) and leaves the others for the next. */
const FULL_TURN_PACKETS = 32;
/** Whoever has asked for something gets the rest of his answers without waiting. */
const ALERT_MS = 250;

interface LullOptions {
  readonly nowMs?: () => number;
  /** Stops the thread; nothing of the process runs meanwhile but its helpers. */
  readonly sleep?: (ms: number) => void;
}

/**
 * Lets packets gather. Left to itself the event loop wakes for nearly every packet, and each turn costs as much as the packet does; so
 * after a turn that brought packets the thread sleeps for some milliseconds and the next turn finds a handful of them waiting in the
 * kernel. Their arrival is stamped late by at most that time, for all tracks of a recording alike. While requests come in, or more packets wait than
 * one turn takes in, nothing sleeps.
 */
export class Lull {
  readonly #gatherMs: number;
  readonly #nowMs: () => number;
  readonly #sleep: (ms: number) => void;
  #planned = false;
  #turn = 0;
  #packetsLeft = false;
  #alertUntilMs: number;

  constructor(gatherMs: number, { nowMs = () => performance.now(), sleep = sleeper() }: LullOptions = {}) {
    this.#gatherMs = gatherMs;
    this.#nowMs = nowMs;
    this.#sleep = sleep;
    this.#alertUntilMs = Number.NEGATIVE_INFINITY;
  }

  /** What a socket calls for each packet. */
  forSocket(): () => void {
    let turn = 0;
    let packets = 0;
    return () => {
      if (!this.#planned) this.#planRest();
      if (turn !== this.#turn) {
        turn = this.#turn;
        packets = 0;
      }
      packets += 1;
      if (packets >= FULL_TURN_PACKETS) this.#packetsLeft = true;
    };
  }

  requestCame(): void {
    this.#alertUntilMs = this.#nowMs() + ALERT_MS;
  }

  #planRest(): void {
    if (this.#gatherMs === 0) return;
    this.#planned = true;
    this.#turn += 1;
    this.#packetsLeft = false;
    // Behind everything that this turn of the loop has to do.
    setImmediate(this.#rest);
  }

  readonly #rest = (): void => {
    this.#planned = false;
    if (this.#packetsLeft || this.#nowMs() < this.#alertUntilMs) return;
    this.#sleep(this.#gatherMs);
  };
}

function sleeper(): (ms: number) => void {
  const cell = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  return (ms) => void Atomics.wait(cell, 0, 0, ms);
}
