import type { LiveCheck, PartyRole, SessionId } from '@guichet/protocol';
import { viewOf } from '@guichet/workflow';
import type { Core } from '../sessions/core.ts';
import { toSessionRow } from '../sessions/session-row.ts';

/** What the open steps ask of people, as far as it changes what may be warned of. */
export interface StepContext {
  /** Who must be heard out; null while it is a conversation. */
  readonly heard: PartyRole | null;
  /** Checks that say nothing of the customer for the moment. */
  readonly ignored: ReadonlySet<LiveCheck>;
}

export const NO_STEP: StepContext = { heard: null, ignored: new Set() };

/** A document before the lens covers the face, has one of its own, and may fill the picture with one colour. */
const WITH_DOCUMENT: readonly LiveCheck[] = ['face_absent', 'face_small', 'extra_person', 'camera_covered', 'frozen', 'screen_replay'];
/** A head that turns is no face to a detector for a moment. */
const WITH_CHALLENGE: readonly LiveCheck[] = ['face_absent', 'face_small', 'screen_replay'];

/** Reads where the session's flow stands. */
export async function readStepContext(core: Core, sessionId: SessionId): Promise<StepContext> {
  return core.database.read(async (prisma) => {
    const row = await prisma.session.findUnique({ where: { id: sessionId } });
    const run = row === null ? null : await core.flows.standing(prisma, toSessionRow(row));
    if (run === null) return NO_STEP;
    const { current } = viewOf(run.flow, run.state, 'system');
    const types = current.map(({ type }) => type);
    const ignored = new Set<LiveCheck>([
      ...(types.includes('identity-document') ? WITH_DOCUMENT : []),
      ...(types.includes('liveness') || types.includes('face-match') ? WITH_CHALLENGE : []),
    ]);
    const script = current.find(({ type, held }) => type === 'script' && held.length === 0);
    return { heard: script === undefined ? null : readerOf(script.view), ignored };
  });
}

/** Who reads the line whose turn it is. */
function readerOf(view: Readonly<Record<string, unknown>>): PartyRole | null {
  const lines = Array.isArray(view['lines']) ? (view['lines'] as { readonly status?: unknown; readonly readBy?: unknown }[]) : [];
  const readBy = lines.find(({ status }) => status === 'current')?.readBy;
  return readBy === 'agent' || readBy === 'virtual_agent' ? readBy : null;
}
