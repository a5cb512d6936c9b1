import type { RouteName } from '@guichet/protocol';
import { type HttpHandlers, staffIdOf } from '../http/http-handlers.ts';
import type { ServiceAdministration } from './service-administration.ts';

type ServiceRouteName = Extract<RouteName, `services.${string}` | `skills.${string}`>;

/** What administrators do with the bank's services. */
export function serviceHandlers(services: ServiceAdministration): HttpHandlers<ServiceRouteName> {
  return {
    'services.list': () => services.list(),
    'services.create': ({ body }, context) => services.create(staffIdOf(context), body),
    'services.edit': ({ params, body }, context) => services.edit(staffIdOf(context), params.serviceTypeId, body),
    'services.retire': ({ params }, context) => services.retire(staffIdOf(context), params.serviceTypeId),
    'services.restore': ({ params }, context) => services.restore(staffIdOf(context), params.serviceTypeId),
    'services.notice': ({ params }) => services.notice(params.serviceTypeId),
    'services.setNotice': ({ params, body }, context) => services.setNotice(staffIdOf(context), params.serviceTypeId, body.texts),
    'skills.list': async () => ({ skills: await services.skills() }),
    'skills.name': ({ params, body }, context) => services.nameSkill(staffIdOf(context), params.skill, body.name),
  };
}
