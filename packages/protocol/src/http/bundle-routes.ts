import { z } from 'zod';
import { Sha256Hex } from '../recording/chunk-seal.ts';
import { LocalText } from '../wire/language.ts';
import { FlowPersonView, FlowVersionStatus, RawFlowJson } from './designer-views.ts';
import { CHANGE, ChangeReason, LOOK } from './flow-parts.ts';
import type { RouteSpec } from './route-spec.ts';

const UnixMs = z.number().int().nonnegative();
const VersionNumber = z.number().int().positive();
const BundleName = z.string().regex(/^[a-z][a-z0-9-]{1,62}[a-z0-9]$/);
const KeyName = z.string().regex(/^[A-Za-z0-9_-]{43}$/);
const Editors = ['designer', 'admin'] as const;
const Lookers = ['designer', 'admin', 'reviewer', 'supervisor'] as const;

/** A bundle's file as JSON text within JSON: its pages and flows are far larger than other requests. */
const MAX_BUNDLE_BYTES = 6 * 1024 * 1024;
const BundleFile = z
  .string()
  .min(1)
  .max(4 * 1024 * 1024);

/** A key whose bundles are taken. */
export const BundleKeyView = z.object({
  /** Its thumbprint (RFC 7638). */
  kid: z.string(),
  name: z.string(),
  trustedAt: UnixMs,
  trustedBy: FlowPersonView,
  revokedAt: UnixMs.nullable(),
});
export type BundleKeyView = z.infer<typeof BundleKeyView>;

/** What a bundle's file holds, in short. */
export const BundleSummary = z.object({
  name: z.string(),
  version: VersionNumber,
  title: LocalText,
  description: LocalText,
  kid: z.string(),
  keyName: z.string(),
  sha256: Sha256Hex,
  components: z.array(z.object({ type: z.string(), title: LocalText, description: LocalText, network: z.array(z.string()) })),
  scenarios: z.array(z.object({ key: z.string(), title: LocalText, tests: z.number().int().nonnegative() })),
});
export type BundleSummary = z.infer<typeof BundleSummary>;

export const BundleView = BundleSummary.extend({
  installedAt: UnixMs,
  installedBy: FlowPersonView,
  /** Its newest version: what new flows are made of. */
  isLatest: z.boolean(),
  /** Nobody trusts its key any more: what runs goes on, and no flow with its components comes into force. */
  isRevoked: z.boolean(),
  /** Versions of flows that keep it from being removed: in review, in force, or with sessions under way. */
  usedBy: z.array(z.object({ flow: z.string(), version: VersionNumber, status: FlowVersionStatus, title: LocalText })),
});
export type BundleView = z.infer<typeof BundleView>;

/** A component that flows can be made of. */
export const InstalledComponentView = z.object({
  type: z.string(),
  bundle: z.string(),
  /** As `ComponentManifest` of the flow engine. */
  manifest: RawFlowJson,
  isLatest: z.boolean(),
});
export type InstalledComponentView = z.infer<typeof InstalledComponentView>;

/** A flow that came in a bundle, to start from. */
export const InstalledScenarioView = z.object({
  bundle: z.string(),
  definition: RawFlowJson,
  tests: z.array(z.object({ title: z.string(), scenario: RawFlowJson })),
});
export type InstalledScenarioView = z.infer<typeof InstalledScenarioView>;

const ByBundle = z.object({ name: BundleName, version: z.coerce.number().int().positive() });

/** Components and business scenarios that a bank brings: from files that were signed by a key that an administrator trusts. */
export const bundleRoutes = {
  'bundles.list': {
    method: 'GET',
    path: '/v1/bundles',
    summary: 'Installed bundles, newest first, and the keys whose bundles are taken',
    roles: Lookers,
    rate: LOOK,
    reply: z.object({ bundles: z.array(BundleView), keys: z.array(BundleKeyView) }),
  },
  'bundles.inspect': {
    method: 'POST',
    path: '/v1/bundles/inspect',
    summary: 'What a file holds that would be installed; nothing is kept',
    roles: Editors,
    rate: CHANGE,
    maxBytes: MAX_BUNDLE_BYTES,
    body: z.object({ file: BundleFile }),
    /** `replaces`: the version that it is an update of. */
    reply: z.object({ bundle: BundleSummary, replaces: VersionNumber.nullable() }),
  },
  'bundles.install': {
    method: 'POST',
    path: '/v1/bundles',
    summary: 'Install a bundle, or a newer version of one; flows that use the version before stay as they are',
    roles: Editors,
    rate: CHANGE,
    maxBytes: MAX_BUNDLE_BYTES,
    body: z.object({ file: BundleFile, reason: ChangeReason }),
    reply: z.object({ bundle: BundleView }),
  },
  'bundles.remove': {
    method: 'POST',
    path: '/v1/bundles/:name/versions/:version/remove',
    summary: 'Remove a version of a bundle that no flow needs',
    roles: Editors,
    rate: CHANGE,
    params: ByBundle,
    body: z.object({ reason: ChangeReason }),
    reply: z.object({}),
  },
  'bundles.trustKey': {
    method: 'POST',
    path: '/v1/bundle-keys',
    summary: 'Take the bundles that a key signs',
    roles: ['admin'],
    rate: CHANGE,
    /** `publicKey`: a JWK of Ed25519 or P-256; it is known by its thumbprint from then on. */
    body: z.object({
      publicKey: z.object({
        kty: z.enum(['OKP', 'EC']),
        crv: z.enum(['Ed25519', 'P-256']),
        x: z.string().max(64),
        y: z.string().max(64).optional(),
      }),
      name: z.string().trim().min(1).max(100),
      reason: ChangeReason,
    }),
    reply: z.object({ key: BundleKeyView }),
  },
  'bundles.revokeKey': {
    method: 'POST',
    path: '/v1/bundle-keys/:kid/revoke',
    summary: 'Take nothing more that a key signed; for good',
    roles: ['admin'],
    rate: CHANGE,
    params: z.object({ kid: KeyName }),
    body: z.object({ reason: ChangeReason }),
    reply: z.object({ key: BundleKeyView }),
  },
  'components.list': {
    method: 'GET',
    path: '/v1/components',
    summary: 'Installed components that flows can be made of, and flows to start from',
    roles: Lookers,
    rate: LOOK,
    reply: z.object({ components: z.array(InstalledComponentView), scenarios: z.array(InstalledScenarioView) }),
  },
  'components.page': {
    method: 'GET',
    path: '/v1/components/:page/page',
    summary: 'The page of an installed component by its fingerprint, for a sandboxed frame and nothing else',
    roles: ['customer', 'guest', 'agent', 'supervisor', 'designer', 'reviewer', 'admin'],
    rate: LOOK,
    params: z.object({ page: Sha256Hex }),
    reply: null,
  },
} as const satisfies Record<string, RouteSpec>;

/** Where the page of a component stands. */
export const componentPagePath = (page: string): string => bundleRoutes['components.page'].path.replace(':page', page);
