import { LocalText } from '@guichet/protocol';
import { ComponentManifest, haveOwnTypes, Scenario } from '@guichet/workflow';
import { z } from 'zod';

export const BUNDLE_FORMAT = 'guichet-bundle';
/** Characters of a bundle's file. */
export const MAX_BUNDLE = 4 * 1024 * 1024;
/** Characters of a component's page. */
const MAX_PAGE = 1024 * 1024;

/** As a parser of HTML sees them, whatever stands around. */
const FRAMES = /<(?:iframe|frame|frameset|object|embed|portal|fencedframe|applet)\b|srcdoc/i;

/** A component with the page that draws it. */
const BundledComponent = z.strictObject({
  manifest: ComponentManifest,
  // A frame within the page's frame would be one that nobody has disarmed.
  page: z
    .string()
    .min(1)
    .max(MAX_PAGE)
    .refine((page) => !FRAMES.test(page), 'a page holds no frames'),
});

/** A piece of business to start from: a flow, with the stories that it has to go by. */
const BundledScenario = z.strictObject({
  definition: z.record(z.string(), z.json()),
  tests: z
    .array(z.strictObject({ title: z.string().trim().min(1).max(100), scenario: Scenario }))
    .max(50)
    .default([]),
});

/** What a bundle says of itself, and the business scenarios that flows are started from. */
export const BundleFacts = z.strictObject({
  format: z.literal(BUNDLE_FORMAT),
  formatVersion: z.literal(1),
  name: z.string().regex(/^[a-z][a-z0-9-]{1,62}[a-z0-9]$/),
  version: z.number().int().min(1).max(9_999),
  title: LocalText,
  description: LocalText,
  scenarios: z.array(BundledScenario).max(20).default([]),
});

/** … and components of a bank's own. */
export const BundleContent = BundleFacts.extend({
  components: z
    .array(BundledComponent)
    .max(20)
    .refine((components) => haveOwnTypes(components.map(({ manifest }) => manifest)), 'a component stands in it twice')
    .default([]),
}).refine(({ components, scenarios }) => components.length + scenarios.length > 0, 'it holds nothing');
export type BundleContent = z.infer<typeof BundleContent>;

/** The media type that its signature names (RFC 7515 section 4.1.9), so that nothing else that the key signed is taken for a bundle. */
export const BUNDLE_TYPE = 'guichet-bundle+jws';
