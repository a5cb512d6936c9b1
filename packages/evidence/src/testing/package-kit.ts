import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { type ChunkFacts, chunkHeadText, type JournalHeader, newId, type NodeKey, type SessionEvent } from '@guichet/protocol';
import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { canonicalJson } from '../canonical-json.ts';
import { chunkHead, genesisHead } from '../chunk-chain.ts';
import { encodeSeal } from '../chunk-seal-tail.ts';
import { certificatesOfPem } from '../cms/chain.ts';
import { SignatureAlgorithm } from '../cms/signature-algorithm.ts';
import type { CmsSigner } from '../cms/signer.ts';
import { memorySource } from '../container/byte-source.ts';
import { eventHash, FIRST_PREVIOUS_HASH, type UnhashedEvent } from '../event-chain.ts';
import { completeManifest, FileKind, logEntryOf, type Manifest, manifestBytes } from '../manifest/manifest.ts';
import { MemoryTree } from '../merkle/memory-tree.ts';
import { inclusionProof } from '../merkle/tree.ts';
import { nodeKeyId } from '../node-key.ts';
import type { Receipt } from '../receipt.ts';
import { imprintOfSeal, sealManifest, writePackage } from '../sealing/seal.ts';
import { toBase64 } from '../base64.ts';
import { signHead } from '../head.ts';
import type { Digest } from '../merkle/hashes.ts';
import { sha256Hex } from '../sha256.ts';
import type { KeptHeads } from '../verify/check-heads.ts';
import { answerTimeStampRequest } from '../timestamp/local-authority.ts';
import { imprintOf, timeStampRequest, tokenOfResponse } from '../timestamp/time-stamp.ts';
import { signCheckpoint } from '../tlog/checkpoint.ts';
import { formatLogProof } from '../tlog/log-proof.ts';
import { formatNoteKey, type NoteSigner } from '../tlog/signed-note.ts';
import type { Trust } from '../verify/verify-package.ts';
import { Openssl } from './openssl.ts';

/** An hour from now: the certificates of the kit are in force from now on. */
export const SEALED_AT_MS = Date.now() + 3_600_000;
const CHUNKS = 6;
const CHUNK_BYTES = 700;
const EVENTS = 12;

export interface PackageParts {
  readonly files: Map<string, Uint8Array>;
  readonly manifest: Manifest;
}

/** An institution with a seal, a clock and a log of seals, and two sessions of it: made from nothing, whole, and small. */
export class PackageKit {
  readonly openssl = new Openssl();
  readonly seal = this.openssl.signer('seal', SignatureAlgorithm.ecdsa, ['keyUsage=critical,digitalSignature,nonRepudiation']);
  readonly clock = this.openssl.signer('clock', SignatureAlgorithm.ecdsa, [
    'keyUsage=critical,digitalSignature',
    'extendedKeyUsage=critical,timeStamping',
  ]);
  readonly log = newNoteSigner('evidence.bank.example/seals');
  readonly node = generateKeyPairSync('ed25519');

  /** As it is handed out. */
  get logKey(): string {
    return formatNoteKey(this.log);
  }

  get trust(): Trust {
    return { certificates: certificatesOfPem(new TextDecoder().decode(this.openssl.read('root.pem'))), log: this.log };
  }

  close(): void {
    this.openssl.close();
  }

  async session({ chunks = CHUNKS, chunkBytes = CHUNK_BYTES } = {}): Promise<PackageParts> {
    const [sessionId, recordingId] = [newId('ses'), newId('rec')];
    const folder = `journals/${recordingId}`;
    const nodeKey = this.node.publicKey.export({ format: 'jwk' }) as NodeKey;
    const header: JournalHeader = {
      format: 'guichet.journal/1',
      recordingId,
      createdAtMs: SEALED_AT_MS - 60_000,
      wrap: { alg: 'ECDH-ES+A256KW', enc: 'A256GCM', kid: 'k', key: { kty: 'EC', crv: 'P-256', x: 'A'.repeat(43), y: 'B'.repeat(43) } },
      node: { keyId: nodeKeyId(nodeKey), key: nodeKey },
    };
    const journal = journalOf(header, this.node.privateKey, chunks, chunkBytes);
    const events = logOf(sessionId);
    const files = new Map<string, Uint8Array>([
      [`${folder}/journal.json`, utf8ToBytes(canonicalJson(header))],
      ...journal.map(({ bytes }, index): [string, Uint8Array] => [`${folder}/${String(index + 1).padStart(6, '0')}.chunk`, bytes]),
      ['events.ndjson', utf8ToBytes(events.map((event) => `${canonicalJson(event)}\n`).join(''))],
      ['documents/contract.pdf', randomBytes(900)],
      ['heads.json', utf8ToBytes(canonicalJson(await this.#heads(sessionId, recordingId, journal, events)))],
    ]);
    const manifest = await completeManifest({
      sessionId,
      sealedAtMs: SEALED_AT_MS,
      institution: 'Test bank',
      software: { name: 'guichet', version: '0.1.0' },
      recordings: [{ recordingId, folder, node: header.node, chunks, lastHead: journal.at(-1)?.head ?? '' }],
      log: { path: 'events.ndjson', events: EVENTS, lastHash: events.at(-1)?.hash ?? '' },
      flow: null,
      packs: [],
      retention: {
        ...{ until: null, waitsFor: ['contract_end'] },
        policies: [{ id: 'TEST-1', version: 1, citation: 'TEST-1', source: 'law', seen: 'memory', checked: false }],
      },
      files: filesOf(files),
    });
    return { files, manifest };
  }

  /** A token over SHA-256 of something, by the kit's clock. */
  async stamp(imprint: Digest, atMs: number): Promise<Uint8Array> {
    const authority = { signer: this.clock, policy: '1.3.6.1.4.1.99999.1', accuracyMs: 1_000 };
    const stamping = { atMs, serialNumber: randomBytes(16) };
    const token = tokenOfResponse(await answerTimeStampRequest(timeStampRequest(imprint, randomBytes(8)), authority, stamping));
    if (token === null) throw new Error('The clock granted no token');
    return token;
  }

  /** Two heads of the session on its way, the second with a time-stamp. */
  async #heads(
    sessionId: SessionEvent['sessionId'],
    recordingId: JournalHeader['recordingId'],
    journal: readonly { readonly head: string }[],
    events: readonly SessionEvent[],
  ): Promise<KeptHeads> {
    const kept: { note: string; token: string | null }[] = [];
    for (const seq of [1, 2]) {
      const atMs = SEALED_AT_MS - 60_000 + seq * 10_000;
      const log = { event: 5 * seq, hash: events[5 * seq - 1]?.hash ?? '' };
      const recordings = [{ recordingId, chunk: seq, head: journal[seq - 1]?.head ?? '' }];
      const note = await signHead({ sessionId, seq, atMs, log, recordings }, this.log);
      kept.push({ note, token: seq === 1 ? null : toBase64(await this.stamp(imprintOf(utf8ToBytes(note)), atMs + 1_000)) });
    }
    return kept;
  }

  /** Seals, stamps, logs and writes a session. `manifest` may be another than that of the files: so are forgeries made. */
  async package(
    { files, manifest }: PackageParts,
    signer: CmsSigner = this.seal,
    leftOut: (path: string) => boolean = () => false,
  ): Promise<Uint8Array> {
    const seal = await sealManifest(manifest, signer);
    const token = await this.stamp(imprintOfSeal(seal, 1), SEALED_AT_MS + 2_000);

    const tree = await MemoryTree.of(['one', 'two', 'three'].map(utf8ToBytes));
    await tree.append(logEntryOf(sha256Hex(manifestBytes(manifest))));
    const checkpoint = await signCheckpoint(tree.size, await tree.root(), this.log);
    const logProof = formatLogProof({ index: 3, path: await inclusionProof(3, tree.size, tree.read), checkpoint });
    const pieces: Uint8Array[] = [];
    for await (const piece of writePackage(seal, { timeStamps: [token], logProof }, (path) =>
      leftOut(path) ? null : memorySource(files.get(path) ?? new Uint8Array()),
    ))
      pieces.push(piece);
    return concatBytes(...pieces);
  }
}

/** What the customer of a session took home. */
export function receiptOf({ files, manifest }: PackageParts): Receipt {
  const [recording] = manifest.recordings;
  if (recording === undefined) throw new Error('Nothing was recorded');
  const kept = JSON.parse(new TextDecoder().decode(files.get('heads.json'))) as KeptHeads;
  const events = new TextDecoder()
    .decode(files.get('events.ndjson'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as SessionEvent);
  return {
    format: 'guichet.receipt/1',
    sessionId: manifest.sessionId,
    recordings: [{ recordingId: recording.recordingId, chunk: recording.chunks, head: recording.lastHead, receivedAtMs: SEALED_AT_MS }],
    log: [5, EVENTS].map((event) => ({ event, hash: events[event - 1]?.hash ?? '', receivedAtMs: SEALED_AT_MS })),
    heads: kept.map(({ note }) => note),
  };
}

export const filesOf = (files: ReadonlyMap<string, Uint8Array>): Manifest['files'] =>
  Array.from(files, ([path, bytes]) => ({
    path,
    kind: kindOf(path),
    sizeBytes: bytes.length,
    sha256: sha256Hex(bytes),
    crc32: crc32(bytes, 0),
  }));

const NAMED_KINDS: Readonly<Record<string, FileKind>> = { 'events.ndjson': FileKind.log, 'heads.json': FileKind.head };

const kindOf = (path: string): FileKind => (path.startsWith('journals/') ? FileKind.journal : (NAMED_KINDS[path] ?? FileKind.document));

function journalOf(
  header: JournalHeader,
  key: KeyObject,
  count: number,
  chunkBytes: number,
): readonly { readonly bytes: Uint8Array; readonly head: string }[] {
  const chunks: { bytes: Uint8Array; head: string }[] = [];
  for (let seq = 1; seq <= count; seq++) {
    const content = randomBytes(chunkBytes);
    const facts: ChunkFacts = {
      format: 'guichet.chunk/1',
      recordingId: header.recordingId,
      seq,
      epoch: 1,
      previousHead: chunks.at(-1)?.head ?? genesisHead(header),
      sha256: sha256Hex(content),
      sizeBytes: content.length,
      openedAtMs: header.createdAtMs + seq * 2_000,
      closedAtMs: header.createdAtMs + (seq + 1) * 2_000,
      final: seq === count,
      recovered: false,
      tornBytes: 0,
    };
    const head = chunkHead(facts);
    const signature = sign(null, Buffer.from(chunkHeadText(head)), key).toString('base64url');
    chunks.push({
      head,
      bytes: concatBytes(content, encodeSeal(JSON.stringify({ ...facts, head, nodeKeyId: header.node.keyId, signature }))),
    });
  }
  return chunks;
}

export function logOf(sessionId: SessionEvent['sessionId'], language: 'en' | 'zh-CN' = 'en'): SessionEvent[] {
  const events: SessionEvent[] = [];
  for (let seq = 1; seq <= EVENTS; seq++) {
    const event: UnhashedEvent = {
      version: 1,
      sessionId,
      seq,
      at: SEALED_AT_MS - 60_000 + seq,
      mediaAt: null,
      actor: { kind: 'customer' },
      type: 'session.language_chosen',
      payload: { language },
      previousHash: events.at(-1)?.hash ?? FIRST_PREVIOUS_HASH,
    };
    events.push({ ...event, hash: eventHash(event) } as SessionEvent);
  }
  return events;
}

function newNoteSigner(name: string): NoteSigner {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const raw = Uint8Array.from(Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url'));
  return { name, publicKey: raw, sign: async (bytes) => sign(null, bytes, privateKey) };
}
