import { randomBytes } from 'node:crypto';

const LIFETIME_MS = 30_000;
const NONCE_BYTES = 32;

/** The one nonce a socket can have at a time. It is used up by the first look at it, whatever comes of that. */
export class NonceSlot {
  #nonce: { readonly text: string; readonly untilMs: number } | null = null;

  /** @param nowMs monotonic milliseconds */
  issue(nowMs: number): string {
    const text = randomBytes(NONCE_BYTES).toString('base64url');
    this.#nonce = { text, untilMs: nowMs + LIFETIME_MS };
    return text;
  }

  /** @returns null when none was issued, or it is too old */
  take(nowMs: number): string | null {
    const nonce = this.#nonce;
    this.#nonce = null;
    return nonce && nowMs <= nonce.untilMs ? nonce.text : null;
  }
}
