import { buffer } from 'node:stream/consumers';
import { forgeries, PackageKit, type PackageParts, SEALED_AT_MS } from '@guichet/evidence/testing';
import { CheckId, memorySource, parseReceipt, type Receipt, Verdict, verifyPackage } from '@guichet/evidence/verification';
import type { SignedHead } from '@guichet/protocol';
import { afterAll, expect, it } from 'vitest';
import { ended, session } from './fixtures.ts';
import { onPage } from './on-page.ts';

const kit = new PackageKit();
afterAll(() => kit.close());

/** As the institution signed and sent them during the session. */
function headsOf({ files }: PackageParts): SignedHead[] {
  const kept = JSON.parse(new TextDecoder().decode(files.get('heads.json'))) as readonly { readonly note: string }[];
  return kept.map(({ note }, at) => ({ seq: at + 1, note }));
}

it('the file that a customer saves is a receipt: the package of their session agrees with it, and one whose history was rewritten afterwards does not', async () => {
  const parts = await kit.session();
  const genuine = await kit.package(parts);
  const rewritten = (await forgeries(kit, parts, genuine)).find(({ name }) => name === 'rewritten');
  if (rewritten === undefined) throw new Error('Nothing was rewritten');
  let receipt: Receipt | null = null;
  const { sessionId } = parts.manifest;
  const over = { session: session({ ...ended(), sessionId, language: 'en' }), heads: headsOf(parts) };
  await onPage('/', over, async (page) => {
    const save = page.getByRole('button', { name: 'Save the receipt' });
    const [file] = await Promise.all([page.waitForEvent('download'), save.click()]);
    receipt = parseReceipt(await buffer(await file.createReadStream()));
  });
  expect(receipt).toMatchObject({ sessionId, heads: headsOf(parts).map(({ note }) => note) });

  const verify = (bytes: Uint8Array, own: Receipt | null) =>
    verifyPackage(memorySource(bytes), { trust: kit.trust, receipt: own, nowMs: SEALED_AT_MS + 60_000 });
  expect(await verify(genuine, receipt)).toMatchObject({ verdict: Verdict.genuine });
  const found = await verify(rewritten.bytes, receipt);
  expect(found.verdict).toBe(Verdict.notGenuine);
  expect(found.checks.find(({ id }) => id === CheckId.receipt)?.findings).toContainEqual(
    expect.objectContaining({ fault: 'head', event: 5 }),
  );
  // It fits in itself, and was sealed with the institution's own key: without the receipt nobody would know.
  expect((await verify(rewritten.bytes, null)).verdict).toBe(Verdict.genuine);
});
