/** What is drawn over a flow: a path that breaks a rule, what differs between two versions, where sessions are, what a simulation went through. */
export const OverlayTone = {
  bad: 'bad',
  missing: 'missing',
  added: 'added',
  removed: 'removed',
  changed: 'changed',
  covered: 'covered',
  missed: 'missed',
  here: 'here',
} as const;
export type OverlayTone = (typeof OverlayTone)[keyof typeof OverlayTone];

export interface NodeOverlay {
  readonly tone?: OverlayTone | undefined;
  /** A number or a short word at the step's corner. */
  readonly badge?: string | undefined;
  /** Problems that the validation has with it. */
  readonly problems?: number | undefined;
}

export interface EdgeOverlay {
  readonly tone: OverlayTone;
  readonly label?: string | undefined;
}

/** By step id and by `edgeIds`. */
export interface Overlay {
  readonly nodes: ReadonlyMap<string, NodeOverlay>;
  readonly edges: ReadonlyMap<string, EdgeOverlay>;
}

export const NO_OVERLAY: Overlay = { nodes: new Map(), edges: new Map() };
