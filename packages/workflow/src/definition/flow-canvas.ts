import { z } from 'zod';
import { DEFINITION_LIMITS } from './limits.ts';

/** Pixels of the canvas at its natural size; it goes on in all directions. */
const Coordinate = z.number().min(-100_000).max(100_000);

/** A note that somebody pinned beside the nodes. */
export const FlowComment = z.object({
  id: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/),
  x: Coordinate,
  y: Coordinate,
  width: z.number().min(40).max(4_000),
  height: z.number().min(20).max(4_000),
  text: z.string().max(2_000),
  /** Whose it is, as they are called. */
  by: z.string().max(100).optional(),
});
export type FlowComment = z.infer<typeof FlowComment>;

/**
 * How a flow is drawn. It means nothing to the engine, the proof, or a comparison of what two versions do. A flow without it, and nodes that it does
 * not name, are laid out by themselves.
 */
export const FlowCanvas = z.object({
  /** Upper left corners, by node id; a node that is gone may still stand here. */
  nodes: z
    .record(z.string().max(64), z.object({ x: Coordinate, y: Coordinate }))
    .refine((nodes) => Object.keys(nodes).length <= DEFINITION_LIMITS.nodes, 'more places than a flow can have nodes')
    .default({}),
  comments: z.array(FlowComment).max(200).default([]),
});
export type FlowCanvas = z.infer<typeof FlowCanvas>;
