import { z } from 'zod';
import { RecordingId } from '../wire/ids.ts';

/** SHA-256 as lower-case hexadecimal. */
export const Sha256Hex = z.string().regex(/^[0-9a-f]{64}$/);
export type Sha256Hex = z.infer<typeof Sha256Hex>;

const UnixMs = z.number().int().nonnegative();

/** What a chunk's head commits to; the head is SHA-256 over the canonical JSON (RFC 8785) of exactly these members. */
export const ChunkFacts = z.object({
  format: z.literal('guichet.chunk/1'),
  recordingId: RecordingId,
  /** 1, 2, 3 … without a hole over the life of the recording, restarts included. */
  seq: z.number().int().min(1).max(0xffff_ffff),
  /** Which data key, that is which incarnation of the recording service, wrote it. */
  epoch: z.number().int().min(1).max(0xffff_ffff),
  /** Head of the chunk before; of the journal's header for the first. */
  previousHead: Sha256Hex,
  /** Of the chunk's content: everything before its seal. */
  sha256: Sha256Hex,
  sizeBytes: z.number().int().nonnegative(),
  openedAtMs: UnixMs,
  closedAtMs: UnixMs,
  /** The recording ended here on purpose; a journal whose last chunk is not final was cut short or is still open. */
  final: z.boolean(),
  /** Sealed by a later incarnation, or after the disk had been full: the writer did not get to close it. */
  recovered: z.boolean(),
  /** Bytes at the end that are no whole block: what was being written when the writer was stopped. */
  tornBytes: z.number().int().nonnegative(),
});
export type ChunkFacts = z.infer<typeof ChunkFacts>;

export const ChunkSeal = ChunkFacts.extend({
  head: Sha256Hex,
  /** RFC 7638 thumbprint of the node key that signed. */
  nodeKeyId: z.string().max(64),
  /** Ed25519 over `chunkHeadText(head)`, base64url. */
  signature: z.string().regex(/^[A-Za-z0-9_-]{86}$/),
});
export type ChunkSeal = z.infer<typeof ChunkSeal>;

/** What a node signs for a chunk: the head, bound to what it is for. */
export const chunkHeadText = (head: string): string => `guichet:chunk:${head}`;
