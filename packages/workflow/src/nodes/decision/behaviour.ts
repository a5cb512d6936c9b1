import { defineNodeType, type NodeType } from '../node-type.ts';
import { decisionManifest } from './manifest.ts';

/** The engine itself does what it does; it holds nothing and shows nothing. */
export const decision: NodeType = defineNodeType({
  manifest: decisionManifest,
  behaviour: { enter: () => ({ data: null }), view: () => ({}) },
});
