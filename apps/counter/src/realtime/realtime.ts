import { AppError } from '@guichet/protocol';
import type { Server } from 'socket.io';
import type { BusinessPlane } from '../business-plane.ts';
import type { HeadSigner } from '../sealing/head-signer.ts';
import type { Core } from '../sessions/core.ts';
import type { StaffIdentity } from '../staff/staff-identity.ts';
import { CustomerNamespace } from './customer-namespace.ts';
import { GuestNamespace } from './guest-namespace.ts';
import { StaffNamespace } from './staff-namespace.ts';

export interface RealtimeOptions {
  readonly io: Server;
  readonly core: Core;
  readonly plane: BusinessPlane;
  readonly heads: HeadSigner;
  readonly staffIdentity: StaffIdentity;
  /** Origins whose pages may open a socket. */
  readonly origins: ReadonlySet<string>;
}

/** The sockets of customers', guests' and staff's pages. */
export class Realtime {
  readonly #core: Core;
  readonly #plane: BusinessPlane;
  readonly #customers: CustomerNamespace;
  readonly #guests: GuestNamespace;
  readonly #staff: StaffNamespace;
  readonly #timer: ReturnType<typeof setInterval>;

  constructor({ io, core, plane, heads, staffIdentity, origins }: RealtimeOptions) {
    this.#core = core;
    this.#plane = plane;
    this.#customers = new CustomerNamespace(io, core, { plane, heads, origins });
    this.#guests = new GuestNamespace(io, core, plane, origins);
    this.#staff = new StaffNamespace(io, core, { plane, identity: staffIdentity, origins });
    this.#timer = setInterval(() => void this.#noteSeen(), core.settings.pageSeenEveryMs);
  }

  /** Sends nothing any more; the sockets themselves end with their server. */
  close(): void {
    clearInterval(this.#timer);
    this.#customers.close();
    this.#guests.close();
    this.#staff.close();
  }

  async #noteSeen(): Promise<void> {
    try {
      await this.#plane.presence.seen({ sessions: this.#customers.present, staff: this.#staff.present });
    } catch (error) {
      this.#core.logger.warn({ code: AppError.from(error).code, err: error }, 'connected pages could not be noted as seen');
    }
  }
}
