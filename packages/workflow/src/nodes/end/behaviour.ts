import { defineNodeType, type NodeType } from '../node-type.ts';
import { endManifest } from './manifest.ts';

/** The engine itself does what it does; it holds nothing and shows nothing. */
export const end: NodeType = defineNodeType({
  manifest: endManifest,
  behaviour: { enter: () => ({ data: null }), view: () => ({}) },
});
