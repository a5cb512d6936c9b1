import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FlowDefinition, shippedFlows } from '@guichet/workflow';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { consentHash, readConsentText } from './consent-texts.ts';

const SHIPPED = join(import.meta.dirname, '../../consents');
const FACE = { kind: 'biometric', textVersion: 'biometric-v1' };

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'guichet-consents-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('the text of a consent', () => {
  it('is found by its version, the bank’s own before the one that ships', async () => {
    const shipped = await readConsentText([folder, SHIPPED], FACE);
    expect(shipped.title.en).toContain('face');
    const own = { ...shipped, title: { 'zh-CN': '本行文本', en: 'Our own words' } };
    await writeFile(join(folder, 'biometric-v1.json'), JSON.stringify({ formatVersion: 1, ...FACE, ...own }));
    expect((await readConsentText([folder, SHIPPED], FACE)).title.en).toBe('Our own words');
  });

  it('is refused under a name that leads elsewhere, for a version that is not there, and where a file is another’s', async () => {
    for (const textVersion of ['../package', 'biometric-v9', 'Biometric-v1']) {
      await expect(readConsentText([SHIPPED], { kind: 'biometric', textVersion })).rejects.toMatchObject({ code: 'not_found' });
    }
    await expect(readConsentText([SHIPPED], { ...FACE, kind: 'data_use' })).rejects.toMatchObject({ code: 'internal' });
  });

  it('has a fingerprint that changes with every word, the version and the language', async () => {
    const text = await readConsentText([SHIPPED], FACE);
    const fingerprints = [
      consentHash(FACE, text, 'en'),
      consentHash(FACE, text, 'zh-CN'),
      consentHash({ ...FACE, textVersion: 'biometric-v2' }, text, 'en'),
      consentHash(FACE, { ...text, withoutIt: null }, 'en'),
      consentHash(FACE, { ...text, body: text.body.slice(1) }, 'en'),
    ];
    expect(new Set(fingerprints).size).toBe(fingerprints.length);
    expect(consentHash(FACE, text, 'en')).toBe(fingerprints[0]);
  });
});

it('is there for every consent of a shipped flow, and no other', async () => {
  const wanted = shippedFlows
    .flatMap((flow) => FlowDefinition.parse(flow).nodes)
    .filter(({ type, config }) => type === 'consent' && config['kind'] !== 'recording')
    .map(({ config }) => ({ kind: String(config['kind']), textVersion: String(config['textVersion']) }));
  expect(wanted.length).toBeGreaterThan(0);
  for (const each of wanted) expect((await readConsentText([SHIPPED], each)).body.length).toBeGreaterThan(0);
  const files = (await readdir(SHIPPED)).map((file) => file.replace('.json', ''));
  expect(files.filter((name) => !wanted.some(({ textVersion }) => textVersion === name))).toEqual([]);
});
