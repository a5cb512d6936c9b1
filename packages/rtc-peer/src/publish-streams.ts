import type { MediaSetup, PeerRequests, requester, TrackId, TrackSource } from '@guichet/protocol';
import type { MediaLink } from './media-link.ts';
import { describeSendStream, type LoadCodec, type SendStream } from './stream-parameters.ts';

/** One stream as it is to be published. */
export interface StreamPlan {
  readonly source: TrackSource;
  readonly codec: LoadCodec;
  readonly ssrc: number;
}

/** Where packets of one stream go. */
export interface Outlet {
  readonly described: SendStream;
  /** False when the packet could not be sent. */
  readonly write: (packet: Buffer) => boolean;
}

export interface Published<Plan, Sender> {
  readonly plan: Plan;
  readonly sender: Sender;
  readonly trackId: TrackId;
}

interface Publishing<Plan, Sender> {
  readonly link: MediaLink;
  readonly setup: MediaSetup;
  readonly request: ReturnType<typeof requester<PeerRequests>>;
  readonly cname: string;
  readonly plans: readonly Plan[];
  /** A section's name that no other section of the link has. */
  readonly nextMid: () => string;
  readonly makeSender: (plan: Plan, outlet: Outlet) => Sender;
  readonly onFeedback?: (sender: Sender, rtcp: Buffer) => void;
}

/** Adds streams to a link and tells the node of them. @throws AppError what the node refuses; Error when it does not offer the codec */
export async function publishStreams<Plan extends StreamPlan, Sender>({
  link,
  setup,
  request,
  cname,
  plans,
  nextMid,
  makeSender,
  onFeedback,
}: Publishing<Plan, Sender>): Promise<readonly Published<Plan, Sender>[]> {
  if (plans.length === 0) return [];
  const prepared = plans.map((plan) => {
    const described = describeSendStream(setup.routerRtpCapabilities, plan.codec, { mid: nextMid(), ssrc: plan.ssrc, cname });
    const track = link.addSender(described.section, (rtcp) => onFeedback?.(sender, rtcp));
    const sender = makeSender(plan, { described, write: (packet) => track.isOpen() && track.sendMessageBinary(packet) });
    return { plan, described, sender };
  });
  await link.negotiate();
  const published: Published<Plan, Sender>[] = [];
  for (const { plan, described, sender } of prepared) {
    const { trackId } = await request('track.publish', {
      source: plan.source,
      kind: described.section.kind,
      generation: setup.generation,
      rtpParameters: described.rtpParameters,
      paused: false,
      settings: {},
    });
    published.push({ plan, sender, trackId });
  }
  return published;
}
