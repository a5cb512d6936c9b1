import { FaceService, IdentityPool, type WorkDone } from '@guichet/identity/pool';
import type { Logger } from 'pino';
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { IdentityEngines } from './identity-engines.ts';
import type { IdentitySettings } from './identity-settings.ts';
import { readDeclared } from './read-declared.ts';

/** An agent waits for the picture that was taken: after so long it comes without what an engine made of it. */
const TIMEOUT_MS = { 'document.read': 30_000 } as const;

export interface OpenedEngines {
  /** Null: the configuration wants none. */
  readonly engines: IdentityEngines | null;
  readonly addMetrics: (registry: Registry) => void;
  readonly close: () => void;
}

/** The pool of engines and the bank's own, as configured. No process is started before the first check. @throws where a file of the configuration cannot be read */
export async function createEngines(settings: IdentitySettings, logger: Logger): Promise<OpenedEngines> {
  const { engine, modelsDir, documentsDir, workers, faceService: service } = settings;
  if (engine === null) return { engines: null, addMetrics: () => undefined, close: () => undefined };
  const faceService = service === null ? null : await FaceService.open(service);
  let told: (done: WorkDone) => void = () => undefined;
  const documents = documentsDir === null ? [] : await readDeclared(documentsDir);
  const pool = new IdentityPool({
    workers,
    timeoutMs: TIMEOUT_MS,
    faces: { name: engine, modelsDir },
    documents,
    onDone: (done) => told(done),
  });
  return {
    engines: new IdentityEngines({ pool, faceService, declared: documents.map(({ type }) => type), logger }),
    addMetrics: (registry) => (told = addPoolMetrics(registry, pool)),
    close: () => {
      pool.close();
      faceService?.close();
    },
  };
}

/** How the engines' processes stand, and what came of what they were given. */
function addPoolMetrics(registry: Registry, pool: IdentityPool): (done: WorkDone) => void {
  const registers = [registry];
  const gauge = (name: string, help: string, of: (state: IdentityPool['state']) => number): void => {
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(of(pool.state));
      },
    });
  };
  gauge('guichet_identity_processes', 'Processes of engines that are up', ({ processes }) => processes);
  gauge('guichet_identity_running', 'Checks that an engine is at', ({ running }) => running);
  gauge('guichet_identity_waiting', 'Checks that wait for a process', ({ waiting }) => waiting);
  gauge('guichet_identity_memory_bytes', 'Resident memory of the engines’ processes, as last seen', ({ memoryBytes }) => memoryBytes);
  gauge('guichet_identity_restarts', 'Processes that were ended by force or died since the start', ({ restarts }) => restarts);
  const outcomes = new Counter({
    name: 'guichet_identity_work_total',
    help: 'Checks by engines, by outcome',
    labelNames: ['kind', 'outcome'],
    registers,
  });
  const seconds = new Histogram({
    name: 'guichet_identity_work_seconds',
    help: 'Time that an engine took, without waiting',
    labelNames: ['kind'],
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20],
    registers,
  });
  return ({ kind, outcome, tookMs }) => {
    outcomes.inc({ kind, outcome });
    if (outcome === 'done') seconds.observe({ kind }, tookMs / 1_000);
  };
}
