import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileSource, nodeChecksums } from '@guichet/evidence/file-source';
import { inclusionProof, leafHash, nodeHash, sealManifest, signCheckpoint, formatLogProof, type Digest } from '@guichet/evidence/sealing';
import { PackageKit } from '@guichet/evidence/testing';
import { Verdict, verifyPackage } from '@guichet/evidence/verification';
import { compare, type Figure, median } from './figures.ts';
import { interleave } from './interleave.ts';
import type { BenchContext } from './main.ts';

export const summary =
  'what sealing an hour costs, what verifying it costs beside hashing the same bytes, how long a proof of the log of seals is';

const DEFAULT_ROUNDS = 9;
/** An hour of two parties: a chunk every second and a half, 0.9 Mbit/s of picture and sound in it. */
const CHUNKS = 2_400;
const CHUNK_BYTES = 168_750;
const SEAL_LIMIT_MS = 3_000;
const VERIFY_MAX_RATIO = 2;
const LOG_ENTRIES = 1_000_000;
const PROOF_LIMIT_BYTES = 1_200;

export async function run({ rounds = DEFAULT_ROUNDS, progress }: BenchContext): Promise<readonly Figure[]> {
  const kit = new PackageKit();
  const folder = mkdtempSync(join(tmpdir(), 'guichet-bench-'));
  try {
    progress('making an hour of recording');
    const session = await kit.session({ chunks: CHUNKS, chunkBytes: CHUNK_BYTES });
    const path = join(folder, 'hour.asice');
    writeFileSync(path, await kit.package(session));

    const sealed: number[] = [];
    for (let round = 0; round < rounds; round++) sealed.push(await timed(() => sealManifest(session.manifest, kit.seal)));

    const verified = await interleave(
      {
        ours: () => timed(() => verify(path, kit)),
        openssl: () => timed(async () => hashWithOpenssl(path)),
      },
      rounds,
      (name, round, ms) => progress(`round ${round}: ${name} ${ms.toFixed(0)} ms`),
    );
    return [
      {
        what: `sealing an hour of two parties (${CHUNKS} chunks), median of ${rounds}`,
        ours: median(sealed),
        peer: null,
        ratio: null,
        unit: 'ms',
        limit: `≤ ${SEAL_LIMIT_MS} ms`,
        ok: median(sealed) <= SEAL_LIMIT_MS,
        rounds: { ours: sealed, peer: [] },
      },
      compare({
        what: 'verifying that hour, to openssl dgst -sha256 over the same file',
        unit: 'ms',
        rounds: { ours: verified.ours, peer: verified.openssl },
        maxRatio: VERIFY_MAX_RATIO,
      }),
      await proofLength(kit),
    ];
  } finally {
    kit.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAtMs = performance.now();
  await work();
  return performance.now() - startedAtMs;
}

async function verify(path: string, { trust }: PackageKit): Promise<void> {
  const source = new FileSource(path);
  try {
    // The kit's certificates are in force from now on, and its seal is an hour ahead.
    const { verdict } = await verifyPackage(source, { trust, nowMs: Date.now() + 2 * 3_600_000, checksums: nodeChecksums });
    if (verdict !== Verdict.genuine) throw new Error(`The package is ${verdict}`);
  } finally {
    source.close();
  }
}

function hashWithOpenssl(path: string): void {
  const { status, stderr } = spawnSync('openssl', ['dgst', '-sha256', path]);
  if (status !== 0) throw new Error(`openssl: ${String(stderr)}`);
}

/** Of a tree of 2^20 entries that are all alike, of which one subtree a level need be computed. */
async function proofLength(kit: PackageKit): Promise<Figure> {
  const alike: Digest[] = [leafHash(new Uint8Array())];
  const subtree = (level: number): Digest => {
    for (let next = alike.length; next <= level; next++) alike.push(nodeHash(alike[next - 1] as Digest, alike[next - 1] as Digest));
    return alike[level] as Digest;
  };
  const levels = Math.ceil(Math.log2(LOG_ENTRIES));
  const path = await inclusionProof(LOG_ENTRIES - 1, 2 ** levels, subtree);
  const checkpoint = await signCheckpoint(2 ** levels, subtree(levels), kit.log);
  const bytes = Buffer.byteLength(formatLogProof({ index: LOG_ENTRIES - 1, path, checkpoint }));
  return {
    what: `proof of one of ${LOG_ENTRIES} entries in the log of seals`,
    ours: bytes,
    peer: null,
    ratio: null,
    unit: 'bytes',
    limit: `≤ ${PROOF_LIMIT_BYTES} bytes`,
    ok: bytes <= PROOF_LIMIT_BYTES,
  };
}
