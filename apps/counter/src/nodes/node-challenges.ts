import { randomBytes } from 'node:crypto';
import { verifyNodeSignature } from '@guichet/evidence';
import { AppError, nodeProofText, type NodeKey } from '@guichet/protocol';

/** How long a nonce waits for its signature. */
export const CHALLENGE_LIFETIME_MS = 30_000;

/** The challenge of one connection: a nonce that is good for one registration over that very connection, soon. */
export class NodeChallenge {
  #nonce: { readonly text: string; readonly untilMs: number } | null = null;

  /** A fresh nonce; the one before is void. `nowMs` is monotonic. */
  issue(nowMs: number): string {
    const text = randomBytes(32).toString('base64url');
    this.#nonce = { text, untilMs: nowMs + CHALLENGE_LIFETIME_MS };
    return text;
  }

  /** Spends the nonce, whatever comes of it; throws `proof_invalid` unless `signature` is by `key` over it. */
  async prove(key: NodeKey, signature: string, nowMs: number): Promise<void> {
    const nonce = this.#nonce;
    this.#nonce = null;
    if (nonce === null || nowMs > nonce.untilMs) throw new AppError('proof_invalid');
    if (!(await verifyNodeSignature(key, nodeProofText(nonce.text), signature))) throw new AppError('proof_invalid');
  }
}
