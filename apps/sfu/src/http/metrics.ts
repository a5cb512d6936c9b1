import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';

export interface NodeFacts {
  readonly rooms: number;
  readonly peers: number;
  readonly sockets: number;
  readonly workers: number;
  readonly busiestWorkerRatio: number;
  readonly waitingReports: number;
  readonly counterConnected: boolean;
  readonly recorderConnected: boolean;
  /** How many recorded rooms stand at each status. */
  readonly recordings: Readonly<Record<string, number>>;
}

/** What the node tells Prometheus. Gauges are read when asked for; nothing in them names a room or a person. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #requests: Counter<'name' | 'outcome'>;
  readonly #workerRestarts: Counter;
  readonly #refusedConnects: Counter;

  constructor(facts: () => NodeFacts) {
    const registers = [this.#registry];
    collectDefaultMetrics({ register: this.#registry, prefix: 'guichet_sfu_' });
    this.#requests = new Counter({
      name: 'guichet_sfu_requests_total',
      help: 'Peer requests by outcome',
      labelNames: ['name', 'outcome'],
      registers,
    });
    this.#workerRestarts = new Counter({
      name: 'guichet_sfu_worker_restarts_total',
      help: 'Media workers that died and were replaced',
      registers,
    });
    this.#refusedConnects = new Counter({
      name: 'guichet_sfu_refused_connects_total',
      help: 'Sockets refused by the rate limit of their address',
      registers,
    });
    const gauges: Record<string, [help: string, read: () => number]> = {
      rooms: ['Rooms', () => facts().rooms],
      peers: ['Peers, away ones included', () => facts().peers],
      sockets: ['Open signalling sockets', () => facts().sockets],
      workers: ['Living media workers', () => facts().workers],
      busiest_worker_ratio: ['Share of one core that the busiest worker uses', () => facts().busiestWorkerRatio],
      waiting_reports: ['Reports the counter has not acknowledged', () => facts().waitingReports],
      counter_connected: ['Whether the control connection is up', () => Number(facts().counterConnected)],
      recorder_connected: ['Whether the recording service answers', () => Number(facts().recorderConnected)],
    };
    for (const [name, [help, read]] of Object.entries(gauges)) {
      new Gauge({
        name: `guichet_sfu_${name}`,
        help,
        registers,
        collect() {
          this.set(read());
        },
      });
    }
    new Gauge({
      name: 'guichet_sfu_recordings',
      help: 'Recorded rooms by the state of their recording',
      labelNames: ['status'],
      registers,
      collect() {
        this.reset();
        for (const [status, count] of Object.entries(facts().recordings)) this.set({ status }, count);
      },
    });
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  countRequest(name: string, outcome: string): void {
    this.#requests.inc({ name, outcome });
  }

  countWorkerRestart(): void {
    this.#workerRestarts.inc();
  }

  countRefusedConnect(): void {
    this.#refusedConnects.inc();
  }

  render(): Promise<string> {
    return this.#registry.metrics();
  }
}
