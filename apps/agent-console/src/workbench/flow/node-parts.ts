import { type LazyExoticComponent, lazy } from 'react';
import type { NodePart } from './node-part.ts';

const part = (load: () => Promise<{ readonly Part: NodePart }>): LazyExoticComponent<NodePart> =>
  lazy(async () => ({ default: (await load()).Part }));

/** The staff's side of each node type, loaded when a session comes to it. A node type without one is the other side's work. */
export const nodeParts: Readonly<Record<string, LazyExoticComponent<NodePart>>> = {
  conversation: part(() => import('../steps/conversation/part.tsx')),
};
