import { z } from 'zod';
import { EvidenceExportId, SessionId } from '../wire/ids.ts';
import type { RouteSpec } from './route-spec.ts';

const UnixMs = z.number().int().nonnegative();
const BySession = z.object({ sessionId: SessionId });
const MAY_LOOK = ['agent', 'supervisor', 'reviewer', 'admin'] as const;
const MAY_EXPORT = ['supervisor', 'reviewer'] as const;
const LOG_RATE = { perSecond: 50, burst: 500 };

/** For what somebody takes a package away. */
export const ExportReason = z.enum(['customer_request', 'dispute', 'court', 'regulator', 'audit']);
export type ExportReason = z.infer<typeof ExportReason>;

/**
 * Where the seal of a session stands. `none`: there is nothing to seal, or not yet all of it; `waiting`: sealed, and an authority of time
 * has not answered yet.
 */
export const SealStatus = z.enum(['none', 'pending', 'waiting', 'sealed', 'failed']);
export type SealStatus = z.infer<typeof SealStatus>;

export const EvidenceExportView = z.object({
  exportId: EvidenceExportId,
  staffName: z.string(),
  /** Asked for by whoever looks: they alone may fetch it. */
  own: z.boolean(),
  reason: ExportReason,
  status: z.enum(['pending', 'ready', 'failed', 'expired']),
  progress: z.number().min(0).max(1),
  failure: z.string().nullable(),
  sizeBytes: z.number().int().nonnegative().nullable(),
  sha256: z.string().nullable(),
  requestedAt: UnixMs,
});
export type EvidenceExportView = z.infer<typeof EvidenceExportView>;

export const EvidenceView = z.object({
  status: SealStatus,
  /** Why it failed, or what it waits for; one of our own words. */
  failure: z.string().nullable(),
  sealedAt: UnixMs.nullable(),
  manifestHash: z.string().nullable(),
  logIndex: z.number().int().nonnegative().nullable(),
  /** The institution's certificate; `demo`: nobody but this installation vouches for it. */
  signer: z.object({ name: z.string(), demo: z.boolean() }),
  stamps: z.array(
    z.object({
      authority: z.string(),
      /** Of this installation, and so a proof only for whoever trusts it. */
      local: z.boolean(),
      stampedAt: UnixMs.nullable(),
      attempts: z.number().int().nonnegative(),
    }),
  ),
  /** Heads that were handed to the customer during the session. */
  heads: z.number().int().nonnegative(),
  /** Who took a package, when and why; newest first. */
  exports: z.array(EvidenceExportView),
  mayExport: z.boolean(),
});
export type EvidenceView = z.infer<typeof EvidenceView>;

const logTile = <const Path extends string>(path: Path, params: z.ZodObject) =>
  ({
    method: 'GET',
    path,
    summary: 'A tile of the log of seals, or its entries, in the form and under the names of C2SP tlog-tiles',
    roles: ['public'],
    rate: LOG_RATE,
    params,
    reply: null,
  }) as const satisfies RouteSpec;
const Part = z.string().max(12);

/** Seals, the packages that are made of them, and the public log that all of them stand in. */
export const evidenceRoutes = {
  'evidence.read': {
    method: 'GET',
    path: '/v1/sessions/:sessionId/evidence',
    summary: 'Where the seal of a session stands, and who took a package of it away and why',
    roles: MAY_LOOK,
    rate: { perSecond: 5, burst: 30 },
    params: BySession,
    reply: EvidenceView,
  },
  'evidence.export': {
    method: 'POST',
    path: '/v1/sessions/:sessionId/evidence',
    summary: 'Have the evidence package of a sealed session made, with the reason. Leaves an audit record',
    roles: MAY_EXPORT,
    rate: { perSecond: 0.2, burst: 10 },
    params: BySession,
    body: z.object({ reason: ExportReason }),
    reply: EvidenceExportView,
  },
  'evidence.package': {
    method: 'GET',
    path: '/v1/sessions/:sessionId/evidence/:exportId',
    summary: 'The evidence package that one has asked for: an ASiC-E container. Leaves an audit record',
    roles: MAY_EXPORT,
    rate: { perSecond: 1, burst: 10 },
    params: z.object({ sessionId: SessionId, exportId: EvidenceExportId }),
    reply: null,
  },
  'evidence.trust': {
    method: 'GET',
    path: '/v1/evidence/trust',
    summary:
      'Whom a reader of packages has to trust: certificates and the key of the log of seals. To be compared with what the institution publishes elsewhere',
    roles: ['public'],
    rate: LOG_RATE,
    reply: z.object({
      /** PEM: the root above the seal, and that of the local authority of time where there is one. */
      certificates: z.string(),
      logKey: z.string(),
      demo: z.boolean(),
      localAuthority: z.boolean(),
    }),
  },
  'log.checkpoint': {
    method: 'GET',
    path: '/v1/log/checkpoint',
    summary: 'The latest signed head of the log of seals (C2SP tlog-checkpoint)',
    roles: ['public'],
    rate: LOG_RATE,
    reply: null,
  },
  'log.tile': logTile('/v1/log/tile/:level/:first', z.object({ level: Part, first: Part })),
  'log.tileOfTwo': logTile('/v1/log/tile/:level/:first/:second', z.object({ level: Part, first: Part, second: Part })),
  'log.tileOfThree': logTile(
    '/v1/log/tile/:level/:first/:second/:third',
    z.object({ level: Part, first: Part, second: Part, third: Part }),
  ),
} as const satisfies Record<string, RouteSpec>;
