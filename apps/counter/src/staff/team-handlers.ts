import type { RouteName } from '@guichet/protocol';
import type { Database } from '../database/database.ts';
import { type HttpHandlers, staffIdOf } from '../http/http-handlers.ts';
import { toServiceTypeView } from '../sessions/views/view-parts.ts';
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

/** What the skills of staff are chosen from. */
export function serviceHandlers(database: Database): HttpHandlers<'services.list'> {
  return {
    'services.list': async () =>
      database.read(async (prisma) => {
        const [services, people] = await Promise.all([
          prisma.serviceType.findMany({ orderBy: [{ position: 'asc' }, { id: 'asc' }] }),
          prisma.staff.findMany({ where: { active: true }, select: { skills: true } }),
        ]);
        const skills = new Set([...services.map(({ skill }) => skill), ...people.flatMap((person) => person.skills)]);
        return {
          serviceTypes: services.map((row) => ({
            ...toServiceTypeView(row),
            skill: row.skill,
            anonymous: row.anonymous,
            ticketPrefix: row.ticketPrefix,
          })),
          skills: [...skills].toSorted(),
        };
      }),
  };
}
