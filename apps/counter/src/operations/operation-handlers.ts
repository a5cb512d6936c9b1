import type { RouteName } from '@guichet/protocol';
import type { JsonObject } from '@guichet/workflow';
import { type HttpHandlers, staffIdOf } from '../http/http-handlers.ts';
import type { OperationAdministration } from './operation-administration.ts';

type OperationRouteName = Extract<RouteName, `operations.${string}`>;

/** What administrators do with the operations of the bank's systems that flows call. */
export function operationHandlers(operations: OperationAdministration): HttpHandlers<OperationRouteName> {
  return {
    'operations.list': () => operations.list(),
    'operations.create': ({ body }, context) => operations.create(staffIdOf(context), body),
    'operations.edit': ({ params, body }, context) => operations.edit(staffIdOf(context), params.name, body),
    'operations.test': ({ params, body }, context) =>
      operations.test(staffIdOf(context), params.name, body.sample as JsonObject, context.signal),
    'operations.disable': ({ params }, context) => operations.setActive(staffIdOf(context), params.name, false),
    'operations.enable': ({ params }, context) => operations.setActive(staffIdOf(context), params.name, true),
  };
}
