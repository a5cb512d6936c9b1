import { isIPv6 } from 'node:net';
import { AppError, type Rate, RateLimiter } from '@guichet/protocol';

/** Senders whose rates are remembered; whoever was silent longest is forgotten first. */
const MAX_SENDERS = 20_000;

/** What one address may send of everything together, before anybody looks at who it is: many people can share an address. */
const ADDRESS_RATE: Rate = { perSecond: 300, burst: 1_500 };

/** Rates of HTTP requests, by sender: an API key or a login where one is shown, else the address. */
export class ClientRates {
  readonly #senders = new Map<string, RateLimiter>();
  /** Monotonic milliseconds. */
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** One request of an address, of whatever kind; throws `rate_limited`. */
  takeAny(address: string): void {
    this.#take(`any:${addressBlock(address)}`, '*', ADDRESS_RATE);
  }

  /** One request of the name; throws `rate_limited`. */
  take(sender: string, name: string, rate: Rate): void {
    this.#take(sender, name, rate);
  }

  #take(sender: string, name: string, rate: Rate): void {
    const limiter = this.#senders.get(sender) ?? new RateLimiter();
    this.#senders.delete(sender);
    this.#senders.set(sender, limiter);
    if (this.#senders.size > MAX_SENDERS) this.#forgetOldest();
    const retryAfterMs = limiter.take(name, rate, this.#now());
    if (retryAfterMs > 0) throw new AppError('rate_limited', { retryAfterMs });
  }

  #forgetOldest(): void {
    const [oldest] = this.#senders.keys();
    if (oldest !== undefined) this.#senders.delete(oldest);
  }
}

/** An IPv6 client owns at least a /64 (RFC 6177): counting single addresses would count nothing. */
export function addressBlock(address: string): string {
  if (!isIPv6(address)) return address;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  if (mapped?.[1] !== undefined) return mapped[1];
  return `${expandIpv6(address).slice(0, 4).join(':')}::/64`;
}

function expandIpv6(address: string): string[] {
  const [head = '', tail] = (address.split('%')[0] ?? '').split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? [] : Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => '0');
  return [...left, ...zeros, ...right].map((group) => group.replace(/^0+(?=.)/, '').toLowerCase());
}
