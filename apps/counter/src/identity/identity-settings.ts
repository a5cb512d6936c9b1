import type { FaceServiceSettings } from '@guichet/identity/pool';

/** Which engines look at documents and faces, and how much of this machine they may take. */
export interface IdentitySettings {
  /** Null: none, and every check is the agent's eye. */
  readonly engine: 'human' | 'faceplugin' | null;
  /** Folder with the models of an engine that does not ship. */
  readonly modelsDir: string | null;
  /** Folder with what the bank declares of documents of its own, one JSON file each; null: it declares none. */
  readonly documentsDir: string | null;
  /** Processes at most. */
  readonly workers: number;
  /** A bank's own engine for comparing faces. */
  readonly faceService: FaceServiceSettings | null;
}
