import type { GenericDefinition } from '../documents/generic/definition.ts';
import type { FaceSettings } from '../face/registry.ts';

/** What a process is started with; it comes from the counter, which has checked it. */
export interface WorkerSettings {
  readonly faces: FaceSettings;
  readonly documents: readonly GenericDefinition[];
}

/** As the process was given them. */
export const workerSettings = (): WorkerSettings => JSON.parse(process.argv[2] ?? 'null') as WorkerSettings;
