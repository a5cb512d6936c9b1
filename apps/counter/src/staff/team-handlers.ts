import type { RouteName } from '@guichet/protocol';
import { type HttpHandlers, staffIdOf } from '../http/http-handlers.ts';
import type { Team } from './team.ts';

type TeamRouteName = Extract<RouteName, `team.${string}`>;

/** What administrators do with the people who work here. */
export function teamHandlers(team: Team): HttpHandlers<TeamRouteName> {
  return {
    'team.list': async () => ({ members: await team.list() }),
    'team.create': ({ body }, context) => team.create(staffIdOf(context), body),
    'team.edit': ({ params, body }, context) => team.edit(staffIdOf(context), params.staffId, body),
    'team.disable': ({ params }, context) => team.disable(staffIdOf(context), params.staffId),
    'team.enable': ({ params }, context) => team.enable(staffIdOf(context), params.staffId),
    'team.resetPassword': ({ params }, context) => team.resetPassword(staffIdOf(context), params.staffId),
  };
}
