import type { IncomingMessage } from 'node:http';
import { AppError, type Rate } from '@guichet/protocol';
import type { ServerOptions } from 'socket.io';
import { addressBlock, type ClientRates } from '../http/client-rates.ts';

/** New connections of one address: a branch comes back from one after an outage, all at once; 500 in a second are nobody's. */
const CONNECTION_RATE: Rate = { perSecond: 30, burst: 300 };

interface ConnectionLimitOptions {
  readonly rates: ClientRates;
  /** The client's address, as far as the configured proxies can be trusted. */
  readonly addressOf: (request: IncomingMessage) => string;
}

/** For the socket.io server's `allowRequest`: refuses, before anything is kept of it, a connection of an address that opens too many. */
export function limitConnections({ rates, addressOf }: ConnectionLimitOptions): NonNullable<ServerOptions['allowRequest']> {
  return (request, answer) => {
    try {
      rates.take(addressBlock(addressOf(request)), 'socket.connect', CONNECTION_RATE);
      answer(null, true);
    } catch (error) {
      answer(AppError.from(error).code, false);
    }
  };
}
