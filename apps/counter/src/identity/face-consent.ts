import type { SessionId } from '@guichet/protocol';
import type { Core } from '../sessions/core.ts';

/**
 * Whether the customer's last decision on their face being processed was a yes. Looked up in the log before each face, whatever a flow says: a definition
 * that forgets to ask cannot have a face processed (人脸识别技术应用安全管理办法, 2025: separate consent; PIPL art. 29).
 */
export async function mayProcessFace(core: Core, sessionId: SessionId): Promise<boolean> {
  const events = await core.log.read(sessionId);
  const decisions = events.flatMap(({ type, payload }) => {
    if (type !== 'flow.marked' || payload.mark !== 'consent_decided') return [];
    return payload.detail['kind'] === 'biometric' ? [payload.detail['decision']] : [];
  });
  return decisions.at(-1) === 'accepted';
}
