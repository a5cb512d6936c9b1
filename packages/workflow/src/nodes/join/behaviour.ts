import { defineNodeType, type NodeType } from '../node-type.ts';
import { joinManifest } from './manifest.ts';

/** The engine itself does what it does; it holds nothing and shows nothing. */
export const join: NodeType = defineNodeType({
  manifest: joinManifest,
  behaviour: { enter: () => ({ data: null }), view: () => ({}) },
});
