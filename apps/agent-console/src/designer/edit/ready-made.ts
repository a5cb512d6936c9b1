import type { LocalText } from '@guichet/protocol';
import { shippedFlows } from '@guichet/workflow';
import { type Clipping, clip } from './clipboard.ts';
import { type DraftNode, readDraft, titleOf } from './draft.ts';

/** A step with all it says and asks, as a flow that ships has it: put into another flow with the variables and the segment it names. */
export interface ReadyMade {
  readonly id: string;
  readonly node: DraftNode;
  readonly title: LocalText;
  readonly clipping: Clipping;
}

export interface ReadyMadeGroup {
  readonly flow: string;
  readonly title: LocalText;
  readonly steps: readonly ReadyMade[];
}

/** Steps of the shipped flows that mean something to the rules or hold words of their own. */
export function readyMadeSteps(): readonly ReadyMadeGroup[] {
  return shippedFlows.flatMap((raw) => {
    const read = readDraft(raw);
    if (!read.ok) return [];
    const { draft } = read;
    const steps = draft.nodes
      .filter(({ type, tags, config }) => !PLAIN_TYPES.has(type) && (tags.length > 0 || Object.keys(config).length > 0))
      .map((node): ReadyMade => ({ id: `${draft.key}/${node.id}`, node, title: titleOf(node), clipping: clip(draft, new Set([node.id])) }));
    return steps.length === 0 ? [] : [{ flow: draft.key, title: draft.title, steps }];
  });
}

/** What holds a flow together is taken from the components. */
const PLAIN_TYPES: ReadonlySet<string> = new Set(['fork', 'join', 'decision', 'sub-flow', 'end', 'wait']);
