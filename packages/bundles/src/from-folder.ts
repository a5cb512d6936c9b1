import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256Hex } from '@guichet/evidence';
import { z } from 'zod';
import { BUNDLE_FORMAT, BundleContent } from './bundle.ts';

/** Names of files beside `bundle.json`: nothing above or elsewhere. */
const FileName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]*(?:\/[A-Za-z0-9][A-Za-z0-9._-]*)*$/);

const BundleFile = z.strictObject({
  name: z.string(),
  version: z.number(),
  title: z.unknown(),
  description: z.unknown(),
  components: z.array(z.strictObject({ manifest: FileName, page: FileName })).default([]),
  scenarios: z.array(z.strictObject({ flow: FileName, tests: z.array(FileName).default([]) })).default([]),
});

/**
 * Puts a bundle together from a folder: `bundle.json` names the files; the fingerprints of pages are worked out here, and so need not stand in the
 * manifests. Throws a `ZodError` that names what does not fit, or the error of a file that cannot be read.
 */
export async function bundleFromFolder(folder: string): Promise<BundleContent> {
  const text = (name: string): Promise<string> => readFile(join(folder, name), 'utf8');
  const json = async (name: string): Promise<Record<string, unknown>> => JSON.parse(await text(name)) as Record<string, unknown>;
  const { components, scenarios, ...facts } = BundleFile.parse(await json('bundle.json'));
  return BundleContent.parse({
    format: BUNDLE_FORMAT,
    formatVersion: 1,
    ...facts,
    components: await Promise.all(
      components.map(async (files) => {
        const page = await text(files.page);
        const fingerprint = { sha256: sha256Hex(page), sizeBytes: Buffer.byteLength(page) };
        return { manifest: { ...(await json(files.manifest)), page: fingerprint }, page };
      }),
    ),
    scenarios: await Promise.all(
      scenarios.map(async ({ flow, tests }) => ({ definition: await json(flow), tests: await Promise.all(tests.map(json)) })),
    ),
  });
}
