import { setPriority } from 'node:os';
import type { WorkKind, WorkOrder, WorkReply } from './work.ts';
import { narrowSharp } from './narrow-sharp.ts';
import { PictureRefused } from './picture-gate.ts';

/** One process of the pool: takes one order after the other, and ends with the pipe to whoever started it. It reaches neither the network nor the environment. */

// Models are loaded from this disk before; nothing that a picture could bring about may fetch.
globalThis.fetch = () => Promise.reject(new TypeError('There is no network here'));

/** A third of what others get who want a core as well (the kernel's weight of this niceness): enough to be there on a machine that is full. */
const GIVES_WAY = 5;

narrowSharp();

// Calls come first: whoever is checked can wait for a second, and a voice cannot.
setPriority(GIVES_WAY);

type Serve = (task: never) => Promise<unknown>;

/** Loaded with the first order of a kind: a process that only compares faces does not hold the reader of documents. */
const served: Readonly<Record<WorkKind, () => Promise<Serve>>> = {
  warm: async () => (await import('./warm.ts')).warm,
  'document.read': async () => (await import('./serve-documents.ts')).readPictures,
  'face.analyse': async () => (await import('./serve-faces.ts')).analyse,
  'face.look': async () => (await import('./serve-faces.ts')).look,
  'face.compare': async () => (await import('./serve-faces.ts')).compare,
};

const tell = (reply: WorkReply): void => void process.send?.(reply);

async function carryOut({ id, kind, task }: WorkOrder): Promise<void> {
  try {
    const serve = await served[kind]();
    tell({ type: 'done', id, result: await serve(task as never) });
  } catch (error) {
    // What an engine says can quote what it has seen: its kind is told, not its words.
    const detail = error instanceof Error ? error.name : typeof error;
    tell({ type: 'refused', id, problem: error instanceof PictureRefused ? error.problem : 'failed', detail });
  }
}

process.on('message', (order: WorkOrder) => void carryOut(order));
process.on('disconnect', () => process.exit(0));
tell({ type: 'ready' });
