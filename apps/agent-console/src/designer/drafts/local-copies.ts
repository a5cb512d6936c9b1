import { z } from 'zod';
import { type Draft, definitionOf, readDraft } from '../edit/draft.ts';

/** What was not yet saved at the counter, on this computer: a page that crashes, or a counter that is away, costs nothing. */
export interface LocalCopy {
  readonly draft: Draft;
  /** Hash of what the counter had when this began; null for a flow that it has never seen. */
  readonly baseHash: string | null;
  readonly at: number;
}

const Kept = z.object({
  baseHash: z.string().nullable(),
  at: z.number(),
  draft: z.looseObject({ key: z.string(), nodes: z.array(z.unknown()), edges: z.array(z.unknown()) }),
});

export class LocalCopies {
  readonly #prefix: string;

  /** Of one member of staff: whoever signs in after them on this computer sees nothing of it. */
  constructor(staffId: string) {
    this.#prefix = `guichet.draft.${staffId}.`;
  }

  read(flow: string): LocalCopy | null {
    try {
      const parsed = Kept.safeParse(JSON.parse(localStorage.getItem(this.#prefix + flow) ?? 'null'));
      if (!parsed.success) return null;
      const draft = parsed.data.draft as unknown as Draft;
      // What it holds is read as strictly as what comes from the counter.
      const definition = definitionOf(draft);
      const read = definition === null ? { ok: true as const, draft } : readDraft(definition);
      return read.ok ? { ...parsed.data, draft: read.draft } : null;
    } catch {
      return null;
    }
  }

  /** Returns whether there was room for it. */
  write(flow: string, copy: LocalCopy): boolean {
    try {
      localStorage.setItem(this.#prefix + flow, JSON.stringify(copy));
      return true;
    } catch {
      return false;
    }
  }

  remove(flow: string): void {
    localStorage.removeItem(this.#prefix + flow);
  }

  /** Flows that the counter has never seen, or has in another state. */
  get flows(): readonly string[] {
    return Object.keys(localStorage)
      .filter((key) => key.startsWith(this.#prefix))
      .map((key) => key.slice(this.#prefix.length));
  }
}
