import { JournalHeader } from '@guichet/protocol';
import { ChainFault, verifyChunkChain } from '../chunk-chain.ts';
import type { ChunkSeal } from '@guichet/protocol';
import type { ByteSource } from '../container/byte-source.ts';
import { canonicalJson } from '../canonical-json.ts';
import type { Manifest, ManifestRecording } from '../manifest/manifest.ts';
import type { Fingerprint } from './fingerprint.ts';
import { CheckId, type CheckResult, type Finding, judged, notEvaluated } from './report.ts';

const HEADER_NAME = 'journal.json';
const CHUNK_NAME = /\/(\d{6,10})\.chunk$/;
/** A header of more is none. */
const MAX_HEADER_BYTES = 64 << 10;

/** The chunks that were verified, by recording: a receipt's heads are looked for among them. */
export type VerifiedSeals = ReadonlyMap<string, readonly ChunkSeal[]>;

/** Every recording of the manifest: its header, its chunks one by one against their seals, and the chain of the seals. */
export async function checkRecordings(
  manifest: Manifest,
  open: (path: string) => ByteSource | null,
  fingerprints: ReadonlyMap<string, Fingerprint>,
): Promise<{ result: CheckResult; seals: VerifiedSeals }> {
  if (manifest.recordings.length === 0) return { result: notEvaluated(CheckId.recordings, 'none'), seals: new Map() };
  const findings: Finding[] = [];
  const seals = new Map<string, readonly ChunkSeal[]>();
  let chunks = 0;
  for (const recording of manifest.recordings) {
    const journal = await readJournal(manifest, recording, open, fingerprints);
    findings.push(...journal.findings);
    seals.set(recording.recordingId, journal.seals);
    chunks += journal.seals.length;
  }
  return { result: judged(CheckId.recordings, findings, { recordings: manifest.recordings.length, chunks }), seals };
}

interface ReadJournal {
  readonly findings: readonly Finding[];
  readonly seals: readonly ChunkSeal[];
}

async function readJournal(
  manifest: Manifest,
  recording: ManifestRecording,
  open: (path: string) => ByteSource | null,
  fingerprints: ReadonlyMap<string, Fingerprint>,
): Promise<ReadJournal> {
  const { recordingId, folder, node, lastHead } = recording;
  const headerPath = `${folder}/${HEADER_NAME}`;
  const header = parseHeader(await readAll(open(headerPath)));
  if (header === null) return { findings: [{ fault: 'header', path: headerPath, recordingId }], seals: [] };
  const findings: Finding[] = [];
  if (header.recordingId !== recordingId || canonicalJson(header.node) !== canonicalJson(node))
    findings.push({ fault: 'node', path: headerPath, recordingId });

  const seals: ChunkSeal[] = [];
  for (const { path } of manifest.files) {
    const [, digits] = path.startsWith(`${folder}/`) ? (CHUNK_NAME.exec(path) ?? []) : [];
    if (digits === undefined) continue;
    const chunk = Number(digits);
    const content = fingerprints.get(path)?.chunk ?? null;
    const seal = content?.seal ?? null;
    if (content === null || seal === null) {
      findings.push({ fault: 'unsealed', path, recordingId, chunk, ...spanAfter(seals.at(-1)) });
      continue;
    }
    if (seal.seq !== chunk) findings.push({ fault: ChainFault.order, path, recordingId, chunk });
    if (seal.sizeBytes !== content.sizeBytes || seal.sha256 !== content.sha256)
      findings.push({ fault: 'content', path, recordingId, chunk, ...spanOf(seal) });
    seals.push(seal);
  }

  const chain = await verifyChunkChain(header, seals, node.key, { everySignature: false });
  for (const { seq, fault } of chain.problems) {
    const seal = seals.find((one) => one.seq === seq);
    findings.push({ fault, recordingId, chunk: seq, ...(seal ? spanOf(seal) : spanAfter(seals.findLast((one) => one.seq < seq))) });
  }
  // A journal that lost its end is a chain as whole as any: how long it has to be is what the manifest says.
  if (chain.lastHead !== lastHead || seals.length !== recording.chunks)
    findings.push({ fault: 'end', recordingId, chunk: seals.length, ...spanAfter(seals.at(-1)) });
  return { findings, seals };
}

const spanOf = ({ openedAtMs, closedAtMs }: ChunkSeal) => ({ fromMs: openedAtMs, toMs: closedAtMs });
const spanAfter = (seal: ChunkSeal | undefined) => (seal ? { fromMs: seal.closedAtMs } : {});

function parseHeader(bytes: Uint8Array): JournalHeader | null {
  try {
    return JournalHeader.safeParse(JSON.parse(new TextDecoder().decode(bytes))).data ?? null;
  } catch {
    return null;
  }
}

async function readAll(source: ByteSource | null): Promise<Uint8Array> {
  return source === null || source.sizeBytes > MAX_HEADER_BYTES ? new Uint8Array() : source.read(0, source.sizeBytes);
}
