import type { positionRoutes } from '@guichet/protocol';
import type { HttpHandlers } from '../http/http-handlers.ts';
import type { Core } from '../sessions/core.ts';
import { flowPositions, flowTrace } from './flow-positions.ts';

export type PositionRouteName = keyof typeof positionRoutes;

/** Where sessions stand on the canvas. */
export function positionHandlers(core: Core): HttpHandlers<PositionRouteName> {
  return {
    'flows.positions': ({ params }) => flowPositions(core, params.flow, params.version),
    'flows.trace': ({ params }) => flowTrace(core, params.sessionId),
  };
}
