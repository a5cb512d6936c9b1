import { chunkHeadText } from '@guichet/protocol';
import type { ChunkFacts, ChunkSeal, JournalHeader, NodeKey } from '@guichet/protocol';
import { nodeKeyId, signatureCheck } from './node-key.ts';
import { hashOf } from './sha256.ts';

/** What the chain of a journal starts from: the hash of its header, so that a journal can't be given another identity later. */
export function genesisHead(header: JournalHeader): string {
  return hashOf(header);
}

/** The head of a chunk: SHA-256 over the canonical JSON of its facts, `previousHead` among them. */
export function chunkHead(facts: ChunkFacts): string {
  return hashOf(facts);
}

export const ChainFault = {
  /** A number is missing in the sequence: a chunk was removed or lost. */
  missing: 'missing',
  /** Two seals carry the same number, or they are not in order. */
  order: 'order',
  /** The seal names another recording. */
  foreign: 'foreign',
  /** The head is not the hash of the facts: the seal was changed. */
  head: 'head',
  /** The seal doesn't continue the chunk before. */
  link: 'link',
  /** Not signed by the expected node. */
  signature: 'signature',
} as const;
export type ChainFault = (typeof ChainFault)[keyof typeof ChainFault];

export interface ChainProblem {
  readonly seq: number;
  readonly fault: ChainFault;
}

export interface ChainReport {
  readonly ok: boolean;
  /** Every chunk up to this number is unbroken and signed; 0 when the first already isn't. */
  readonly verifiedThrough: number;
  readonly lastHead: string;
  readonly problems: readonly ChainProblem[];
}

/** The facts of a seal, without what was derived from them. */
export function factsOf(seal: ChunkSeal): ChunkFacts {
  const { head: _head, nodeKeyId: _nodeKeyId, signature: _signature, ...facts } = seal;
  return facts;
}

/**
 * Verifies the seals of a journal in the order given: numbers, links, heads, signatures. Whether each chunk's bytes
 * hash to its seal's `sha256` is for the caller, who has the bytes. `nodeKey` is the key of the enrolled node; the header's own key
 * (the default) proves only that one and the same key sealed everything.
 */
export async function verifyChunkChain(
  header: JournalHeader,
  seals: readonly ChunkSeal[],
  nodeKey: NodeKey = header.node.key,
  { everySignature = true }: ChainOptions = {},
): Promise<ChainReport> {
  const report = verifyLinks(header, seals);
  const keyId = nodeKeyId(nodeKey);
  const isSigned = await signatureCheck(nodeKey);
  const isOf = ({ nodeKeyId: by, head, signature }: ChunkSeal): Promise<boolean> =>
    by === keyId ? isSigned(chunkHeadText(head), signature) : Promise.resolve(false);
  const last = seals.at(-1);
  if (!everySignature && report.ok && last !== undefined && (await isOf(last))) return report;
  // All at once: they don't depend on one another, and the platform has threads for them.
  const signed = await Promise.all(seals.map(isOf));
  const unsigned = seals.flatMap(({ seq }, index) => (signed[index] ? [] : [{ seq, fault: ChainFault.signature }]));
  return unsigned.length === 0 ? report : { ...report, ...summaryOf([...report.problems, ...unsigned], report.verifiedThrough) };
}

export interface ChainOptions {
  /**
   * False: of a chain without a break the last signature alone. Every head is the hash of what it names, the head before it among that, so whoever signed the last
   * one vouched for all of them; the others are looked at only where it doesn't hold.
   */
  readonly everySignature?: boolean;
}

function summaryOf(problems: readonly ChainProblem[], through: number): Pick<ChainReport, 'ok' | 'verifiedThrough' | 'problems'> {
  const firstBad = problems.reduce((lowest, problem) => Math.min(lowest, problem.seq), through + 1);
  return { ok: problems.length === 0, verifiedThrough: firstBad - 1, problems: problems.toSorted((one, other) => one.seq - other.seq) };
}

/** Numbers, links and heads. */
function verifyLinks(header: JournalHeader, seals: readonly ChunkSeal[]): ChainReport {
  const problems: ChainProblem[] = [];
  let expectedSeq = 1;
  let previousHead = genesisHead(header);

  for (const seal of seals) {
    const { seq } = seal;
    const found = (fault: ChainFault, at = seq) => problems.push({ seq: at, fault });

    if (seq < expectedSeq) {
      found(ChainFault.order);
      continue;
    }
    // One entry per hole says enough, however large a forged number is.
    if (seq > expectedSeq) found(ChainFault.missing, expectedSeq);
    if (seal.recordingId !== header.recordingId) found(ChainFault.foreign);
    if (seq === expectedSeq && seal.previousHead !== previousHead) found(ChainFault.link);
    if (chunkHead(factsOf(seal)) !== seal.head) found(ChainFault.head);

    expectedSeq = seq + 1;
    previousHead = seal.head;
  }

  return { lastHead: previousHead, ...summaryOf(problems, expectedSeq - 1) };
}
