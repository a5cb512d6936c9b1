import { effectContracts } from '@guichet/workflow';
import type { Core } from '../../sessions/core.ts';
import { entrySecretHash, newEntrySecret } from '../../sessions/secrets.ts';
import type { FlowServices } from '../flow-services.ts';

/** How long a guest has to open the link. */
const LINK_LIFETIME_MS = 30 * 60_000;
/** Of the link's hash: names the invitation and opens nothing. */
const ID_LENGTH = 32;

/** What flows ask of other people: a guest by link, a second pair of eyes. */
export function registerPeopleServices(services: FlowServices, core: Core, { publicUrl }: { readonly publicUrl: () => string }): void {
  services.register('invite.send', {
    where: 'inside',
    // The link lets somebody in: no row that is not sealed holds more of it than a hash.
    personal: true,
    run: async (tx, session, { payload, flowRunId, nodeRunId }) => {
      const { ref, role } = effectContracts['invite.send'].payload.parse(payload);
      const secret = newEntrySecret();
      const secretHash = entrySecretHash(secret);
      const now = core.clock();
      const expiresAt = new Date(now + LINK_LIFETIME_MS);
      await tx.flowInvitation.create({
        data: { secretHash, sessionId: session.id, flowRunId, nodeRunId, role, createdAt: new Date(now), expiresAt },
      });
      // Nobody here sends text messages: whoever invites passes the link on.
      return {
        ok: true,
        ref,
        invitationId: secretHash.slice(0, ID_LENGTH),
        link: `${publicUrl()}/#g=${secret}`,
        expiresAt: expiresAt.getTime(),
      };
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
