import { defineNodeType, type NodeType } from '../node-type.ts';
import { forkManifest } from './manifest.ts';

/** The engine itself does what it does; it holds nothing and shows nothing. */
export const fork: NodeType = defineNodeType({
  manifest: forkManifest,
  behaviour: { enter: () => ({ data: null }), view: () => ({}) },
});
