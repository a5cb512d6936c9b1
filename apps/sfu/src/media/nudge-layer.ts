import type { types } from 'mediasoup';

/**
 * To whoever watches, the lowest of a picture's layers comes first: a sender that does not know its line yet may stop all others, and for its first second
 * the worker cannot leave a layer, as no sender report has told it the layers' clocks.
 */
export const FIRST_LAYERS: types.ConsumerLayers = { spatialLayer: 0 };

/** For so long a layer that stopped is not tried again: after a second and a half of silence the worker knows it for dead, and takes it only alive. */
export const SILENT_LAYER_FOR_MS = 2_000;

/**
 * Makes the worker look again whether a consumer can have the layer that is preferred. A worker can only switch between layers whose clocks
 * it knows from sender reports, and looks at a preference when it is set, at a stream's first report, and when a score changes; when the
 * clocks become known later than that, the consumer stays where it is. Preferring what is forwarded already changes nothing; preferring
 * the wanted layer after it is a change, and is looked at.
 */
export async function nudgeLayer(consumer: types.Consumer, wanted: number): Promise<void> {
  const current = consumer.currentLayers?.spatialLayer;
  if (current === undefined || current === wanted || consumer.closed || consumer.paused || consumer.producerPaused) return;
  try {
    await consumer.setPreferredLayers({ spatialLayer: current });
    await consumer.setPreferredLayers({ spatialLayer: wanted });
  } catch {
    // Closed meanwhile, or its worker died.
  }
}
