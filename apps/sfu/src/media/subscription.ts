import { newId, type SubscriptionId } from '@guichet/protocol';
import type { types } from 'mediasoup';
import type { Logger } from 'pino';
import { chooseLayer, type ShownSize } from './layers.ts';
import { nudgeLayer, SILENT_LAYER_FOR_MS } from './nudge-layer.ts';
import { everyTogether } from './shared-ticker.ts';
import type { Track } from './track.ts';

const LOOK_AGAIN_EVERY_MS = 2_000;

/**
 * One track on its way to one peer. Media flows while all agree: the room (recording is confirmed, nobody is held), the browser
 * (its end exists) and the viewer (the picture is visible).
 */
export class Subscription {
  readonly id: SubscriptionId = newId('sub');
  readonly track: Track;
  readonly consumer: types.Consumer;
  readonly #log: Logger;
  #ready = false;
  #visible = true;
  #allowed = false;
  #settling = false;
  /** What the viewer wants; null for the best there is. */
  #layer: number | null = null;
  /** Something has come. */
  #begun = false;
  /** When a layer below the wanted one was taken because nothing came of that. */
  #fallbackAtMs: number | null = null;

  constructor(track: Track, consumer: types.Consumer, log: Logger) {
    this.track = track;
    this.consumer = consumer;
    this.#log = log;
    if (consumer.type === 'simple') return;
    consumer.on('layerschange', (layers) => this.#begin(layers));
    consumer.observer.once(
      'close',
      everyTogether(LOOK_AGAIN_EVERY_MS, () => this.#lookAgain()),
    );
  }

  get closed(): boolean {
    return this.consumer.closed;
  }

  /** The browser's end exists. */
  get ready(): boolean {
    return this.#ready;
  }

  get score(): number {
    return this.consumer.score.score;
  }

  setReady(): void {
    this.#ready = true;
    void this.#settle();
  }

  /** Whether the room lets the track through to this peer. */
  setAllowed(allowed: boolean): void {
    if (this.#allowed === allowed) return;
    this.#allowed = allowed;
    void this.#settle();
  }

  async setView(visible: boolean, shown: ShownSize): Promise<void> {
    this.#visible = visible;
    void this.#settle();
    if (!visible || this.consumer.type === 'simple') return;
    const layer = chooseLayer(this.track.scales, this.track.settings, shown);
    if (layer === this.#layer) return;
    this.#layer = layer;
    this.#fallbackAtMs = null;
    if (this.#begun) await this.consumer.setPreferredLayers({ spatialLayer: layer });
  }

  /** Nothing comes of that layer: a viewer of it, or of one above, goes on with the one below until `#lookAgain` finds that it is back. */
  leaveLayer(layer: number): void {
    if (!this.#begun || layer === 0 || (this.#layer ?? Infinity) < layer) return;
    this.#fallbackAtMs = performance.now();
    this.#prefer(layer - 1);
  }

  close(): void {
    this.consumer.close();
  }

  #begin(layers: types.ConsumerLayers | undefined): void {
    if (this.#begun || !layers) return;
    this.#begun = true;
    this.#prefer(this.#wanted);
  }

  /** A lower layer than wanted is for lack of bandwidth, and the worker raises it by itself; a higher one than wanted only wastes that. */
  #lookAgain(): void {
    if (this.#fallbackAtMs !== null) {
      if (performance.now() - this.#fallbackAtMs < SILENT_LAYER_FOR_MS) return;
      this.#fallbackAtMs = null;
      return this.#prefer(this.#wanted);
    }
    const current = this.consumer.currentLayers?.spatialLayer;
    if (this.#layer !== null && current !== undefined && current > this.#layer) void nudgeLayer(this.consumer, this.#layer);
  }

  #prefer(layer: number): void {
    // Fails only when the consumer was closed, or its worker died, meanwhile.
    this.consumer.setPreferredLayers({ spatialLayer: layer }).catch(() => undefined);
  }

  /** Brings the consumer to what is wanted, however often that changes meanwhile. Resuming asks for a keyframe by itself. */
  async #settle(): Promise<void> {
    if (this.#settling) return;
    this.#settling = true;
    try {
      while (!this.consumer.closed && this.#flowing === this.consumer.paused) {
        await (this.#flowing ? this.consumer.resume() : this.consumer.pause());
      }
    } catch (error) {
      // A consumer that was closed meanwhile has nothing left to bring about.
      if (!this.consumer.closed) this.#log.warn({ err: error, subscriptionId: this.id }, 'subscription could not be paused or resumed');
    } finally {
      this.#settling = false;
    }
  }

  get #wanted(): number {
    return this.#layer ?? this.track.scales.length - 1;
  }

  get #flowing(): boolean {
    return this.#ready && this.#visible && this.#allowed;
  }
}
