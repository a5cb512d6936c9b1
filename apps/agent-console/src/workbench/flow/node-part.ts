import type { EscalationReason, FlowCurrentView, Language } from '@guichet/protocol';
import type { ComponentType } from 'react';

/** What the part of a node type is given: the step as the counter sees it for this member of staff, and a way to do something at it. */
export interface NodePartProps {
  /** `mayAct` is off as well while the page does not hear from the counter. */
  readonly step: FlowCurrentView;
  /** Sends an action of the node type. Resolves to whether it was done; a refusal has been shown by then. */
  readonly act: (action: string, input?: unknown) => Promise<boolean>;
  /** Calls for a person, whatever the node type. Resolves as `act` does. */
  readonly escalate: (reason: EscalationReason) => Promise<boolean>;
  readonly busy: boolean;
  /** The customer's language: what is said to them is in it, whichever the console is in. */
  readonly spoken: Language;
}

export type NodePart = ComponentType<NodePartProps>;
