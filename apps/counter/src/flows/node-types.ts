import { nodeRegistry, type NodeType } from '@guichet/workflow';

/** The node type of that name; undefined for one that nobody knows. */
export const nodeTypeOf = (type: string): NodeType | undefined => nodeRegistry.get(type);
