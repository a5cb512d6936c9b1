import { AppError, type SubscriptionId, type TrackId } from '@guichet/protocol';
import type { RtcLogger } from './logger.ts';
import type { MediaSession, SubscriptionOffer } from './media-session.ts';
import type { RemoteRoom } from './remote-room.ts';
import type { Ask } from './signalling.ts';
import { type ShownView, ViewReporter } from './view-reporter.ts';

interface SubscriptionsOptions {
  readonly remote: RemoteRoom;
  readonly session: () => MediaSession | null;
  readonly ask: Ask;
  readonly log: RtcLogger;
  readonly onChange: () => void;
  /** A half-done exchange left browser and node out of step. */
  readonly onOutOfStep: () => void;
}

/** What arrives: takes the node's offers, makes the browser's end of each, and says how large it is shown. */
export class Subscriptions {
  readonly #options: SubscriptionsOptions;
  readonly #views: ViewReporter;

  constructor(options: SubscriptionsOptions) {
    this.#options = options;
    this.#views = new ViewReporter((trackId, view) => this.#reportView(trackId, view));
  }

  showIn(trackId: TrackId, element: Element): () => void {
    return this.#views.watch(trackId, element);
  }

  async take(offer: SubscriptionOffer): Promise<void> {
    const { remote, ask, log, onChange, onOutOfStep } = this.#options;
    const session = this.#options.session();
    if (!session || session.generation !== offer.generation) return;
    const { trackId, subscriptionId, participantId, kind, source, producerPaused } = offer;
    const known = remote.track(trackId);
    if (!known) remote.publish({ trackId, participantId, kind, source, paused: producerPaused });
    else if (known.subscriptionId && known.subscriptionId !== subscriptionId) session.unsubscribe(known.subscriptionId);
    remote.changeTrack(trackId, { subscriptionId });
    try {
      const media = await session.subscribe(offer);
      // It ended, or was offered anew, while the browser made its end.
      if (this.#options.session() !== session || remote.track(trackId)?.subscriptionId !== subscriptionId)
        return session.unsubscribe(subscriptionId);
      remote.changeTrack(trackId, { media });
      onChange();
      await ask('subscription.resume', { subscriptionId });
      const view = this.#views.viewOf(trackId);
      if (view && kind === 'video') await ask('subscription.view', { subscriptionId, ...view });
    } catch (thrown) {
      log.warn({ code: AppError.from(thrown).code, kind, source }, 'a track could not be subscribed to');
      // What the line prevented is offered again on return.
      if (this.#options.session() === session && !session.intact) onOutOfStep();
    }
  }

  end(subscriptionId: SubscriptionId): void {
    const { remote, session, onChange } = this.#options;
    session()?.unsubscribe(subscriptionId);
    const track = remote.bySubscription(subscriptionId);
    if (track) remote.changeTrack(track.trackId, { media: null, subscriptionId: null, spatialLayer: null });
    onChange();
  }

  endTrack(trackId: TrackId): void {
    const { remote, session, onChange } = this.#options;
    const subscriptionId = remote.track(trackId)?.subscriptionId;
    if (subscriptionId) session()?.unsubscribe(subscriptionId);
    this.#views.forget(trackId);
    remote.endTrack(trackId);
    onChange();
  }

  changeLayer(subscriptionId: SubscriptionId, spatialLayer: number | null): void {
    const { remote, onChange } = this.#options;
    const track = remote.bySubscription(subscriptionId);
    if (!track) return;
    remote.changeTrack(track.trackId, { spatialLayer });
    onChange();
  }

  close(): void {
    this.#views.close();
  }

  #reportView(trackId: TrackId, view: ShownView): void {
    const track = this.#options.remote.track(trackId);
    if (!track?.subscriptionId || track.kind !== 'video') return;
    this.#options.ask('subscription.view', { subscriptionId: track.subscriptionId, ...view }).catch(() => undefined);
  }
}
