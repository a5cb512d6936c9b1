import type { FlowDefinitions } from '../flows/flow-definitions.ts';
import { hasNode } from '../flows/flow-runs.ts';
import type { AppendHandler } from '../sessions/session-log.ts';
import type { IdentityEngines } from './identity-engines.ts';

const CHECKS = ['identity-document', 'liveness', 'face-match'];

/** The first session whose flow checks an identity has the engines opened, minutes before it gets there: loading them takes some ten seconds. */
export const warmWhenNeeded =
  (definitions: FlowDefinitions, engines: IdentityEngines | null): AppendHandler =>
  async (tx, event) => {
    if (engines === null || event.type !== 'flow.started') return;
    const flow = await definitions.compiled(tx, event.payload.key, event.payload.version);
    if (CHECKS.some((type) => hasNode(flow, type))) engines.warm();
  };
