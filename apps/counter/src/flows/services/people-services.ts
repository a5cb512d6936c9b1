import { effectContracts } from '@guichet/workflow';
import type { Core } from '../../sessions/core.ts';
import type { Invitations } from '../../guests/invitations.ts';
import type { FlowServices } from '../flow-services.ts';

interface Parts {
  readonly publicUrl: () => string;
  readonly invitations: Invitations;
}

/** What flows ask of other people: a guest by link, a second pair of eyes. */
export function registerPeopleServices(services: FlowServices, core: Core, { publicUrl, invitations }: Parts): void {
  services.register('invite.send', {
    where: 'inside',
    // The link lets somebody in: no row that is not sealed holds more of it than a hash.
    personal: true,
    run: async (tx, session, { payload, flowRunId, nodeRunId }) => {
      const { ref, role, title, name } = effectContracts['invite.send'].payload.parse(payload);
      const { secret, invitationId, expiresAt } = await invitations.invite(tx, session, { flowRunId, nodeRunId, role, title, name });
      // Nobody here sends text messages: whoever invites passes the link on. The secret stands in the fragment, which browsers send to no server.
      return { ok: true, ref, invitationId, link: `${publicUrl()}/#g=${secret}`, expiresAt };
    },
  });

  services.register('task.assign', {
    where: 'inside',
    run: async (tx, session, { payload, flowRunId, nodeRunId }) => {
      const { role } = effectContracts['task.assign'].payload.parse(payload);
      const at = new Date(core.clock());
      await tx.flowTask.upsert({
        where: { flowRunId_nodeRunId: { flowRunId, nodeRunId } },
        create: { flowRunId, nodeRunId, sessionId: session.id, role, createdAt: at },
        update: {},
      });
      return { ok: true };
    },
  });
}
