import { JournalHeader, RecordingId, SessionId, Sha256Hex } from '@guichet/protocol';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { z } from 'zod';
import { canonicalJson } from '../canonical-json.ts';
import { isContainerName } from '../container/container-name.ts';
import { MemoryTree } from '../merkle/memory-tree.ts';

/** What a file of a package is. */
export const FileKind = {
  /** A journal's header, data keys and chunks: the recording itself. */
  journal: 'journal',
  /** Made from a journal: playable, and never the original. */
  media: 'media',
  /** One picture of all parties, made from the media. May be left out: everything it shows is there without it. */
  derived: 'derived',
  /** A document as it was shown or signed. */
  document: 'document',
  /** The one log of the session. */
  log: 'log',
  /** What rules and people found. */
  check: 'check',
  /** The flow and the rule packs in the versions that were in force. */
  definition: 'definition',
  /** Heads as they were handed out during the call, with the time-stamps over them. */
  head: 'head',
  /** Personal values that open the commitments of the log; may be left out or erased without anything else losing its proof. */
  values: 'values',
  /** For people to read. */
  summary: 'summary',
} as const;
export type FileKind = (typeof FileKind)[keyof typeof FileKind];

/** Without which nothing else loses its proof. */
export const mayBeLeftOut = (kind: FileKind): boolean => kind === FileKind.values || kind === FileKind.derived;

const UnixMs = z.number().int().nonnegative();
const Path = z.string().refine(isContainerName);

export const ManifestFile = z.strictObject({
  path: Path,
  kind: z.enum(FileKind),
  sizeBytes: z.number().int().nonnegative(),
  sha256: Sha256Hex,
  /** CRC-32 as the container has it (ISO/IEC 21320-1): nobody need read a file twice to write it, nor compute it to verify it. */
  crc32: z.number().int().min(0).max(0xffff_ffff),
});
export type ManifestFile = z.infer<typeof ManifestFile>;

export const ManifestRecording = z.strictObject({
  recordingId: RecordingId,
  /** Where its journal lies in the package. */
  folder: Path,
  /** The node that sealed it, as it was enrolled. */
  node: JournalHeader.shape.node,
  /** How many chunks there are, and the head of the last one. */
  chunks: z.number().int().nonnegative(),
  lastHead: Sha256Hex,
});
export type ManifestRecording = z.infer<typeof ManifestRecording>;

/** Until when all of it has to be kept, as it stood when it was sealed: later it can only be longer. */
export const ManifestRetention = z.strictObject({
  /** Null: without an end, as long as `waitsFor` has not come. */
  until: UnixMs.nullable(),
  waitsFor: z.array(z.enum(['recorded', 'product_end', 'contract_end'])).max(3),
  /** The policies that say so, the one that keeps it longest first. */
  policies: z
    .array(
      z.strictObject({
        id: z.string().max(64),
        version: z.number().int().positive(),
        /** The text that it refers to, who prescribes it, and how that text was seen. */
        citation: z.string().max(64),
        source: z.enum(['law', 'regulator', 'industry', 'own']),
        seen: z.enum(['source', 'secondary', 'memory', 'conflicting', 'own']),
        /** Whether somebody held the policy against that text. */
        checked: z.boolean(),
      }),
    )
    .max(200),
});
export type ManifestRetention = z.infer<typeof ManifestRetention>;

/** What the seal is over; written as canonical JSON (RFC 8785), and only that form is accepted. */
export const Manifest = z.strictObject({
  format: z.literal('guichet.evidence/1'),
  sessionId: SessionId,
  sealedAtMs: UnixMs,
  institution: z.string().max(200),
  software: z.strictObject({ name: z.literal('guichet'), version: z.string().max(64) }),
  recordings: z.array(ManifestRecording).max(1_000),
  log: z.strictObject({ path: Path, events: z.number().int().positive(), lastHash: Sha256Hex }),
  flow: z.strictObject({ key: z.string().max(100), version: z.number().int().positive(), definitionHash: Sha256Hex }).nullable(),
  packs: z.array(z.strictObject({ id: z.string().max(100), version: z.string().max(64) })).max(100),
  /** Left out where nobody has settled it. */
  retention: ManifestRetention.optional(),
  /** In the order in which they stand in the package. */
  files: z.array(ManifestFile).max(200_000),
  /** Head of the Merkle tree (RFC 9162) whose leaves are the entries of `files`, each as canonical JSON, in their order. */
  root: Sha256Hex,
});
export type Manifest = z.infer<typeof Manifest>;

/** The head over the files; any one of them can be proved to be among them without the others. */
export async function rootOfFiles(files: readonly ManifestFile[]): Promise<string> {
  const tree = await MemoryTree.of(files.map((file) => utf8ToBytes(canonicalJson(file))));
  return bytesToHex(await tree.root());
}

export async function completeManifest(manifest: Omit<Manifest, 'format' | 'root'>): Promise<Manifest> {
  return Manifest.parse({ format: 'guichet.evidence/1', ...manifest, root: await rootOfFiles(manifest.files) });
}

export const manifestBytes = (manifest: Manifest): Uint8Array => utf8ToBytes(canonicalJson(manifest));

/** @returns null for anything but the canonical form of a manifest */
export function parseManifest(bytes: Uint8Array): Manifest | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    const { data } = Manifest.safeParse(JSON.parse(text));
    return data !== undefined && canonicalJson(data) === text ? data : null;
  } catch {
    return null;
  }
}

/** What goes into the log of seals: the fingerprint of a manifest, and nothing that says whose. */
export function logEntryOf(manifestSha256: string): Uint8Array {
  return utf8ToBytes(`guichet-seal/1\n${Sha256Hex.parse(manifestSha256)}\n`);
}
