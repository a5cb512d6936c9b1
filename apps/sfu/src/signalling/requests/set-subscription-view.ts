import { type Handler, seatOf } from '../handler.ts';

export const setSubscriptionView: Handler<'subscription.view'> = async ({ subscriptionId, visible, widthPx, heightPx }, connection) => {
  await seatOf(connection).peer.subscription(subscriptionId).setView(visible, { widthPx, heightPx });
  return {};
};
