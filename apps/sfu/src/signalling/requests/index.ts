import type { Handlers, PeerRequests } from '@guichet/protocol';
import type { Connection } from '../connection.ts';
import type { SignallingDeps } from '../handler.ts';
import { challenge } from './challenge.ts';
import { closeTrack } from './close-track.ts';
import { connectTransport } from './connect-transport.ts';
import { join } from './join.ts';
import { leave } from './leave.ts';
import { pauseTrack } from './pause-track.ts';
import { publishTrack } from './publish-track.ts';
import { ready } from './ready.ts';
import { reportQuality } from './report-quality.ts';
import { restartIce } from './restart-ice.ts';
import { resume } from './resume.ts';
import { resumeSubscription } from './resume-subscription.ts';
import { resumeTrack } from './resume-track.ts';
import { setSubscriptionView } from './set-subscription-view.ts';
import { setTrackSettings } from './set-track-settings.ts';

/** One handler for each request a peer can send. */
export function peerHandlers(deps: SignallingDeps): Handlers<PeerRequests, Connection> {
  return {
    'peer.challenge': challenge,
    'peer.join': join(deps),
    'peer.resume': resume(deps),
    'peer.ready': ready,
    'peer.leave': leave,
    'transport.connect': connectTransport,
    'transport.restartIce': restartIce,
    'track.publish': publishTrack,
    'track.pause': pauseTrack,
    'track.resume': resumeTrack,
    'track.close': closeTrack,
    'track.settings': setTrackSettings,
    'subscription.resume': resumeSubscription,
    'subscription.view': setSubscriptionView,
    'quality.report': reportQuality,
  };
}
