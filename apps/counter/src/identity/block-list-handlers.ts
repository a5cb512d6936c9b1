import type { RouteName } from '@guichet/protocol';
import { type HttpHandlers, staffIdOf } from '../http/http-handlers.ts';
import type { BlockList } from './block-list.ts';

/** What administrators do with the documents that the bank does not take. */
export function blockListHandlers(list: BlockList): HttpHandlers<Extract<RouteName, `blockList.${string}`>> {
  return {
    'blockList.read': () => list.view(),
    'blockList.import': ({ body }, context) => list.take(staffIdOf(context), body),
  };
}
