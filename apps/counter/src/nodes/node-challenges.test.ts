import { generateKeyPairSync, sign } from 'node:crypto';
import { AppError, NodeKey, nodeProofText } from '@guichet/protocol';
import { describe, expect, it } from 'vitest';
import { CHALLENGE_LIFETIME_MS, NodeChallenge } from './node-challenges.ts';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const key = NodeKey.parse(publicKey.export({ format: 'jwk' }));
const signed = (nonce: string, text = nodeProofText(nonce)): string => sign(null, Buffer.from(text), privateKey).toString('base64url');
const refused = new AppError('proof_invalid');

describe('the challenge of a node', () => {
  it('is met by the key over its nonce', async () => {
    const challenge = new NodeChallenge();
    await expect(challenge.prove(key, signed(challenge.issue(0)), 10)).resolves.toBeUndefined();
  });

  it('is spent by one use, a right one and a wrong one alike', async () => {
    const challenge = new NodeChallenge();
    const proof = signed(challenge.issue(0));
    await challenge.prove(key, proof, 10);
    await expect(challenge.prove(key, proof, 11)).rejects.toThrow(refused);

    const nonce = challenge.issue(20);
    await expect(challenge.prove(key, signed('another nonce'), 21)).rejects.toThrow(refused);
    await expect(challenge.prove(key, signed(nonce), 22)).rejects.toThrow(refused);
  });

  it('is void on another connection, after its time, and when a newer one was asked for', async () => {
    const challenge = new NodeChallenge();
    const foreign = signed(new NodeChallenge().issue(0));
    challenge.issue(0);
    await expect(challenge.prove(key, foreign, 1)).rejects.toThrow(refused);

    const late = signed(challenge.issue(0));
    await expect(challenge.prove(key, late, CHALLENGE_LIFETIME_MS + 1)).rejects.toThrow(refused);

    const old = signed(challenge.issue(0));
    challenge.issue(1);
    await expect(challenge.prove(key, old, 2)).rejects.toThrow(refused);
  });

  it('is not met by a signature over the bare nonce, or by another key', async () => {
    const challenge = new NodeChallenge();
    const nonce = challenge.issue(0);
    await expect(challenge.prove(key, signed(nonce, nonce), 1)).rejects.toThrow(refused);

    const other = generateKeyPairSync('ed25519');
    const proof = sign(null, Buffer.from(nodeProofText(challenge.issue(2))), other.privateKey).toString('base64url');
    await expect(challenge.prove(key, proof, 3)).rejects.toThrow(refused);
  });
});
