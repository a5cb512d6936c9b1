import type { FlowCurrentView } from '@guichet/protocol';
import type { ComponentType } from 'react';

/** What the part of a node type is given: the step as the counter sees it, and a way to do something at it. */
export interface StepPartProps {
  readonly step: FlowCurrentView;
  /** Sends an action of the node type. Resolves to whether it was done; a refusal has been shown by then. */
  readonly act: (action: string, input?: unknown) => Promise<boolean>;
  /** The same for what goes on while the person does something else, e.g. typing: no button waits for it. What the page reports by itself is refused silently. */
  readonly note: (action: string, input?: unknown, refusal?: 'shown' | 'silent') => Promise<boolean>;
  readonly busy: boolean;
}

export type StepPart = ComponentType<StepPartProps>;
