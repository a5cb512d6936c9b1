import type { LocalText } from '@guichet/protocol';

/**
 * What the proof reads of a rule pack, as plain data: packs of `@guichet/rules` have this shape, and this package needn't know that one. Give it
 * the rules that are in force (`rulesInForce`).
 */
export interface ProofPack {
  readonly id: string;
  readonly version: number;
  readonly rules: readonly ProofRule[];
}

export interface ProofRule {
  readonly id: string;
  readonly title: LocalText;
  readonly citation: { readonly ref: string; readonly text: LocalText; readonly seen: string };
  readonly severity: string;
  readonly on: boolean;
  readonly appliesTo: {
    readonly channel: readonly string[] | null;
    readonly product: readonly string[] | null;
    readonly customer: object | null;
    readonly sale: true | null;
  };
  readonly evaluator: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** Tags of the nodes in which business is concluded: what rules about sales speak of. */
export const saleTags: readonly string[] = ['sale', 'account_opening', 'card_replacement'];
