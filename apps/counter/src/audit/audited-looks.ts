import type { Clock } from '../database/clock.ts';
import type { AuditEntry, AuditTrail } from './audit-trail.ts';
import { SeenLately } from './seen-lately.ts';

/** A page that shows something asks for it again and again, a player for range after range: that is one look. */
const ONE_LOOK_MS = 10 * 60_000;

/** Notes who looked at what, once for each look. */
export class AuditedLooks {
  readonly #audit: AuditTrail;
  readonly #seen: SeenLately;

  constructor(audit: AuditTrail, clock: Clock) {
    this.#audit = audit;
    this.#seen = new SeenLately(ONE_LOOK_MS, clock);
  }

  async note(entry: AuditEntry): Promise<void> {
    if (this.#seen.again(JSON.stringify([entry.action, entry.staffId, entry.object, entry.detail]))) return;
    await this.#audit.recordAlone(entry);
  }
}
