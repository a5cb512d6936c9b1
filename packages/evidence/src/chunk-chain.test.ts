import { generateKeyPairSync, sign } from 'node:crypto';
import { chunkHeadText, newId } from '@guichet/protocol';
import type { ChunkFacts, ChunkSeal, JournalHeader, NodeKey } from '@guichet/protocol';
import { describe, expect, it } from 'vitest';
import { ChainFault, chunkHead, genesisHead, verifyChunkChain } from './chunk-chain.ts';
import { nodeKeyId } from './node-key.ts';
import { sha256Hex } from './sha256.ts';

const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const key = publicKey.export({ format: 'jwk' }) as NodeKey;
const recordingId = newId('rec');

const header: JournalHeader = {
  format: 'guichet.journal/1',
  recordingId,
  createdAtMs: 1_700_000_000_000,
  wrap: { alg: 'ECDH-ES+A256KW', enc: 'A256GCM', kid: 'k', key: { kty: 'EC', crv: 'P-256', x: 'A'.repeat(43), y: 'B'.repeat(43) } },
  node: { keyId: nodeKeyId(key), key },
};

function chain(length: number): ChunkSeal[] {
  const seals: ChunkSeal[] = [];
  let previousHead = genesisHead(header);
  for (let seq = 1; seq <= length; seq++) {
    const facts: ChunkFacts = {
      format: 'guichet.chunk/1',
      recordingId,
      seq,
      epoch: 1,
      previousHead,
      sha256: sha256Hex(`chunk ${seq}`),
      sizeBytes: 100 + seq,
      openedAtMs: 1_700_000_000_000 + seq * 2_000,
      closedAtMs: 1_700_000_002_000 + seq * 2_000,
      final: seq === length,
      recovered: false,
      tornBytes: 0,
    };
    const head = chunkHead(facts);
    const signature = sign(null, Buffer.from(chunkHeadText(head)), privateKey).toString('base64url');
    seals.push({ ...facts, head, nodeKeyId: nodeKeyId(key), signature });
    previousHead = head;
  }
  return seals;
}

describe('the chunk chain', () => {
  it('verifies a whole chain through its last chunk', async () => {
    const seals = chain(6);
    const report = await verifyChunkChain(header, seals);
    expect(report).toEqual({ ok: true, verifiedThrough: 6, lastHead: seals[5]?.head, problems: [] });
  });

  it.each([
    ['a changed size', (s: ChunkSeal[]) => s.with(2, { ...s[2]!, sizeBytes: 1 }), ChainFault.head, 3],
    [
      'a changed hash with a head made to fit',
      (s: ChunkSeal[]) => s.with(2, rehead({ ...s[2]!, sha256: sha256Hex('other') })),
      ChainFault.signature,
      3,
    ],
    ['a removed chunk', (s: ChunkSeal[]) => s.toSpliced(2, 1), ChainFault.missing, 3],
    ['two chunks swapped', (s: ChunkSeal[]) => s.with(2, s[3]!).with(3, s[2]!), ChainFault.missing, 3],
    ['a chunk twice', (s: ChunkSeal[]) => s.toSpliced(2, 0, s[1]!), ChainFault.order, 2],
    ['a chunk of another recording', (s: ChunkSeal[]) => s.with(2, rehead({ ...s[2]!, recordingId: newId('rec') })), ChainFault.foreign, 3],
    ['another signer', (s: ChunkSeal[]) => s.with(2, { ...s[2]!, nodeKeyId: 'someone' }), ChainFault.signature, 3],
  ])('locates %s', async (_what, tamper, fault, seq) => {
    const report = await verifyChunkChain(header, tamper(chain(6)));
    expect(report.ok).toBe(false);
    expect(report.verifiedThrough).toBe(seq - 1);
    expect(report.problems).toContainEqual({ seq, fault });
  });

  it('does not accept another header for the same chunks', async () => {
    const report = await verifyChunkChain({ ...header, createdAtMs: header.createdAtMs + 1 }, chain(3));
    expect(report.problems).toEqual([{ seq: 1, fault: ChainFault.link }]);
  });

  it('does not accept a node key other than the enrolled one', async () => {
    const other = generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' }) as NodeKey;
    const report = await verifyChunkChain(header, chain(2), other);
    expect(report.problems.map((problem) => problem.fault)).toEqual([ChainFault.signature, ChainFault.signature]);
  });
});

function rehead(seal: ChunkSeal): ChunkSeal {
  const { head: _h, nodeKeyId: id, signature, ...facts } = seal;
  return { ...facts, head: chunkHead(facts), nodeKeyId: id, signature };
}
