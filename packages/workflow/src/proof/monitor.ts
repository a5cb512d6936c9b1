import type { CompiledNode } from '../engine/compiled-flow.ts';

/**
 * Where a run stands with one obligation, from best to worst: what has to be there first is there; it is not (yet, or no longer); what needed
 * it began without it. The states form a chain, and whatever happens moves them in the same order: of two runs that come to the same place
 * the one that stands worse stays so. The analysis rests on that.
 */
export const Standing = { held: 0, open: 1, tainted: 2 } as const;
export type Standing = (typeof Standing)[keyof typeof Standing];

/** `hold`: what has to be there first is there now; `open`: no longer; `need`: it has to be there now; `conclude`: the business is concluded. */
export type Act = 'hold' | 'open' | 'need' | 'conclude';

/** The automaton of one obligation: what entering a node and leaving it by a port does to the standing. */
export interface Monitor {
  readonly start: Standing;
  /** A need that was not met only counts where the business is concluded afterwards. */
  readonly untilConcluded: boolean;
  /** Something of the flow may reopen it. */
  readonly reopens: boolean;
  entering(node: CompiledNode): readonly Act[];
  leaving(node: CompiledNode, port: string): readonly Act[];
}

/** The standing after the acts, in their order; null where the obligation is broken. */
export function standingAfter(standing: Standing, acts: readonly Act[], untilConcluded: boolean): Standing | null {
  let current = standing;
  for (const act of acts) {
    if (act === 'hold' && current === Standing.open) current = Standing.held;
    if (act === 'open' && current === Standing.held) current = Standing.open;
    if (act === 'need' && current === Standing.open) {
      if (!untilConcluded) return null;
      current = Standing.tainted;
    }
    if (act === 'conclude' && current === Standing.tainted) return null;
  }
  return current;
}
