import type { QueueView, StaffView, TicketView } from '@guichet/protocol';
import { expectedWaitMs, meanServiceMs } from '../../queue/expected-wait.ts';
import type { QueueSnapshot } from '../../queue/queue-figures.ts';
import { toServiceTypeView } from './view-parts.ts';

/** Where a session's ticket stands; null when it has none in the queue. */
export function ticketIn(queue: QueueSnapshot, sessionId: string): TicketView | null {
  const ticket = queue.tickets.find((candidate) => candidate.sessionId === sessionId);
  const service = queue.services.find(({ id }) => id === ticket?.serviceTypeId);
  if (ticket === undefined || service === undefined) return null;
  const place = queue.tickets.filter(({ skill }) => skill === ticket.skill).indexOf(ticket) + 1;
  const ringing = ticket.status === 'offered';
  const serving = queue.agents.filter(({ skills }) => skills.includes(ticket.skill));
  return {
    number: ticket.number,
    place,
    // Somebody is being rung: whatever was expected of the queue, the wait is over unless they say no.
    expectedWaitMs: ringing
      ? 0
      : expectedWaitMs({
          place,
          idleAgents: serving.filter(({ status }) => status === 'idle').length,
          servingAgents: serving.length,
          serviceMs: meanServiceMs(queue.measured.get(ticket.skill), service.expectedMinutes),
        }),
    ringing,
  };
}

/** The queues as one of the staff sees them: an agent those they can serve, everybody else all of them. */
export function queuesFor(queue: QueueSnapshot, me: StaffView): QueueView[] {
  const onlyMine = me.roles.includes('agent') && !me.roles.includes('supervisor') && !me.roles.includes('admin');
  const services = queue.services.filter(
    ({ id, skill, retiredAt }) =>
      (!onlyMine || me.skills.includes(skill)) &&
      // A retired one stays until nobody waits for it any more.
      (retiredAt === null || queue.tickets.some(({ serviceTypeId }) => serviceTypeId === id)),
  );
  return services.map((service) => {
    const waits = queue.tickets
      .filter(({ serviceTypeId }) => serviceTypeId === service.id)
      .map(({ issuedAt }) => Math.max(0, queue.at - issuedAt.getTime()));
    const { id, title } = toServiceTypeView(service);
    return {
      serviceTypeId: id,
      title,
      waiting: waits.length,
      longestWaitMs: waits.length === 0 ? null : Math.max(...waits),
      idleAgents: queue.agents.filter(({ status, skills }) => status === 'idle' && skills.includes(service.skill)).length,
    };
  });
}
