import { engineNodeTypes } from './engine-types.ts';
import { NodeRegistry } from './registry.ts';

/** Every node type that ships. A new one is imported and named here, and nowhere else on this side. */
export const nodeRegistry = new NodeRegistry([...engineNodeTypes]);
