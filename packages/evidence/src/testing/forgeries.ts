import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { canonicalJson } from '../canonical-json.ts';
import { SignatureAlgorithm } from '../cms/signature-algorithm.ts';
import { memorySource } from '../container/byte-source.ts';
import { readContainer } from '../container/read-container.ts';
import { completeManifest, type Manifest } from '../manifest/manifest.ts';
import { Name } from '../sealing/package-layout.ts';
import { Openssl } from './openssl.ts';
import { filesOf, logOf, type PackageKit, type PackageParts } from './package-kit.ts';

export interface Forgery {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** What whoever verifies it with the customer's receipt is told, in English, among other things. */
  readonly told: RegExp;
}

/** What can be done to a package, by somebody who finds it and by its owner, who can make everything above a change fit: one of each kind. */
export async function forgeries(kit: PackageKit, session: PackageParts, bytes: Uint8Array): Promise<readonly Forgery[]> {
  const other = await kit.session();
  const { entries } = await readContainer(memorySource(bytes));
  const flip = (name: string): Uint8Array => {
    const entry = entries.find((one) => one.name === name);
    const at = (entry?.offset ?? 0) + 30 + name.length + Math.floor((entry?.sizeBytes ?? 0) / 2);
    return bytes.map((byte, index) => (index === at ? byte ^ 4 : byte));
  };
  const paths = [...session.files.keys()];
  const chunk = (seq: number): string => paths.find((path) => path.endsWith(`${seq}.chunk`)) ?? '';
  const reseal = async (change: (files: Map<string, Uint8Array>) => void, manifest: Partial<Manifest> = {}): Promise<Uint8Array> => {
    const files = new Map(session.files);
    change(files);
    const { format: _format, root: _root, ...rest } = session.manifest;
    return kit.package({ files, manifest: await completeManifest({ ...rest, ...manifest, files: filesOf(files) }) });
  };
  const rewritten = logOf(session.manifest.sessionId, 'zh-CN');
  const stranger = new Openssl();
  const impostor = stranger.signer('seal', SignatureAlgorithm.ecdsa, ['keyUsage=critical,digitalSignature']);
  const resigned = await kit.package(session, impostor);
  stranger.close();
  return [
    { name: 'structure', bytes: bytes.with(bytes.length - 3, 7), told: /cut short, or something was added|directory/ },
    { name: 'manifest', bytes: flip(Name.manifest), told: /manifest\.json/ },
    { name: 'signature', bytes: flip(Name.signature), told: /META-INF\/signature\.p7s/ },
    { name: 'time-stamp', bytes: flip(Name.timeStamp(1)), told: /META-INF\/timestamp-1\.tst/ },
    { name: 'event-log', bytes: flip('events.ndjson'), told: /events\.ndjson, event \d+/ },
    { name: 'chunk', bytes: flip(chunk(2)), told: /000002\.chunk, chunk 2/ },
    { name: 'dropped', bytes: await reseal((files) => files.delete(chunk(2))), told: /chunk 2, .*: missing/ },
    {
      name: 'reordered',
      bytes: await reseal((files) => {
        const [second, third] = [files.get(chunk(2)), files.get(chunk(3))];
        if (second && third) files.set(chunk(2), third).set(chunk(3), second);
      }),
      told: /chunk 2.*: not in its place/,
    },
    { name: 'truncated', bytes: await reseal((files) => files.delete(chunk(6))), told: /chunk 5, .*: cut short/ },
    {
      name: 'swapped',
      bytes: await reseal((files) => {
        const theirs = [...other.files].find(([path]) => path.endsWith('000004.chunk'));
        if (theirs) files.set(chunk(4), theirs[1]);
      }),
      told: /chunk 4, .*: does not belong here/,
    },
    { name: 'appended', bytes: concatBytes(bytes, Uint8Array.of(0)), told: /cut short, or something was added/ },
    { name: 'resigned', bytes: resigned, told: /signature\.p7s: the signer is not one you trust/ },
    {
      name: 'back-dated',
      bytes: await reseal(() => undefined, { sealedAtMs: session.manifest.sealedAtMs + 3_600_000 }),
      told: /stamped before it says/,
    },
    {
      name: 'rewritten',
      bytes: await reseal(
        (files) => {
          files.set('events.ndjson', utf8ToBytes(rewritten.map((event) => `${canonicalJson(event)}\n`).join('')));
          files.delete('heads.json');
        },
        { log: { ...session.manifest.log, lastHash: rewritten.at(-1)?.hash ?? '' } },
      ),
      told: /event 5: its head was changed/,
    },
  ];
}
