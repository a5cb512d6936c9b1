import type { flowFigureRoutes } from '@guichet/protocol';
import { type HttpHandlers, languageOf } from '../http/http-handlers.ts';
import type { Core } from '../sessions/core.ts';
import { flowHistory } from './flow-history.ts';
import { flowFigures } from './run-figures.ts';

export type FigureRouteName = keyof typeof flowFigureRoutes;

/** What was done to a flow, and what came of it. */
export function figureHandlers({ database }: Core): HttpHandlers<FigureRouteName> {
  return {
    'flows.history': ({ params, query }, context) =>
      database.read((prisma) => flowHistory(prisma, params.flow, query, languageOf(context))),
    'flows.figures': ({ params }, context) => database.read((prisma) => flowFigures(prisma, params.flow, languageOf(context))),
  };
}
