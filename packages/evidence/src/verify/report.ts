import { z } from 'zod';
import { ManifestRetention } from '../manifest/manifest.ts';

/** The questions that a package is asked, in the order in which they are answered. */
export const CheckId = {
  /** Is the container in its one form, with the entries of the profile and no other? */
  container: 'container',
  /** Does the signature hold over the list of files? */
  signature: 'signature',
  /** Is the signer one whom the reader trusts? */
  signer: 'signer',
  /** Is the manifest whole, and the one that was signed? */
  manifest: 'manifest',
  /** Is every file the one that the manifest names? */
  files: 'files',
  /** Are the chunks of every recording there, in order, chained and signed by the node? */
  recordings: 'recordings',
  /** Is the log of the session whole, in order and chained? */
  log: 'log',
  /** Did an authority see the seal, and when? */
  timeStamps: 'time-stamps',
  /** Does the seal stand in the institution's log of seals? */
  sealLog: 'seal-log',
  /** Do the heads that were signed during the session stand in the recordings and in the log? */
  heads: 'heads',
  /** Do the heads that the customer was handed stand in the recordings and in the log? */
  receipt: 'receipt',
} as const;
export type CheckId = (typeof CheckId)[keyof typeof CheckId];

export const Outcome = { pass: 'pass', fail: 'fail', notEvaluated: 'not_evaluated' } as const;
export type Outcome = (typeof Outcome)[keyof typeof Outcome];

/** What was found, and where: as near as it can be told. */
export const Finding = z.object({
  /** Which fault, in a word; the pages have sentences for them. */
  fault: z.string(),
  path: z.string().optional(),
  /** In the package's bytes. */
  offset: z.number().optional(),
  /** Number of the chunk, and of which recording. */
  recordingId: z.string().optional(),
  chunk: z.number().optional(),
  /** Unix milliseconds: the stretch of the recording that is concerned. */
  fromMs: z.number().optional(),
  toMs: z.number().optional(),
  /** Number of the event in the session's log. */
  event: z.number().optional(),
});
export type Finding = z.infer<typeof Finding>;

export const CheckResult = z.object({
  id: z.enum(CheckId),
  outcome: z.enum(Outcome),
  /** Why it could not be answered, or what was answered with. */
  facts: z.record(z.string(), z.union([z.string(), z.number()])),
  findings: z.array(Finding),
});
export type CheckResult = z.infer<typeof CheckResult>;

export const Verdict = {
  /** Everything holds, and the reader trusts the signer. */
  genuine: 'genuine',
  /** Nothing is wrong in the package itself, but nobody that the reader trusts vouches for it: anyone could have made it. */
  unconfirmed: 'unconfirmed',
  /** Something doesn't hold. */
  notGenuine: 'not_genuine',
} as const;
export type Verdict = (typeof Verdict)[keyof typeof Verdict];

/** What the package says it is, as far as its manifest can be read: true only as far as the checks hold. */
export const PackageContents = z.object({
  sessionId: z.string(),
  institution: z.string(),
  sealedAtMs: z.number(),
  root: z.string(),
  files: z.number(),
  documents: z.number(),
  events: z.number(),
  recordings: z.array(z.object({ recordingId: z.string(), chunks: z.number() })),
  /** Null where nobody had settled it when it was sealed. */
  retention: ManifestRetention.nullable(),
});
export type PackageContents = z.infer<typeof PackageContents>;

export const VerificationReport = z.object({
  format: z.literal('guichet.verification/1'),
  verdict: z.enum(Verdict),
  /** Null when the manifest can't be read. */
  contents: PackageContents.nullable(),
  checks: z.array(CheckResult),
});
export type VerificationReport = z.infer<typeof VerificationReport>;

export const passed = (id: CheckId, facts: CheckResult['facts'] = {}): CheckResult => ({ id, outcome: Outcome.pass, facts, findings: [] });

export const notEvaluated = (id: CheckId, reason: string): CheckResult => ({
  id,
  outcome: Outcome.notEvaluated,
  facts: { reason },
  findings: [],
});

/** Passed when nothing was found. */
export const judged = (id: CheckId, findings: readonly Finding[], facts: CheckResult['facts'] = {}): CheckResult => ({
  id,
  outcome: findings.length === 0 ? Outcome.pass : Outcome.fail,
  facts,
  findings: [...findings],
});
