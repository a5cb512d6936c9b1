import { defineNodeType, type NodeType } from '../node-type.ts';
import { subFlowManifest } from './manifest.ts';

/** The engine itself does what it does; it holds nothing and shows nothing. */
export const subFlow: NodeType = defineNodeType({
  manifest: subFlowManifest,
  behaviour: { enter: () => ({ data: null }), view: () => ({}) },
});
