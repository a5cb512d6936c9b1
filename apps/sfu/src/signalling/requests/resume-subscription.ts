import { type Handler, seatOf } from '../handler.ts';

export const resumeSubscription: Handler<'subscription.resume'> = ({ subscriptionId }, connection) => {
  seatOf(connection).peer.subscription(subscriptionId).setReady();
  return {};
};
