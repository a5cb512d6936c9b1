import { randomInt } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BitFlips, PackageKit, receiptOf, STRATUM_NAMES } from '@guichet/evidence/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { exitCode } from '../exit-code.ts';
import { runProgram } from '../program.ts';

/** In each stratum. */
const FLIPS = 100;
const seed = Number(process.env['TAMPER_SEED'] ?? randomInt(2 ** 31));
const kit = new PackageKit();
const file = (name: string): string => join(kit.openssl.folder, name);
let bytes: Uint8Array;
beforeAll(async () => {
  const session = await kit.session({ chunks: 4, chunkBytes: 400 });
  bytes = await kit.package(session);
  kit.openssl.write('receipt.json', JSON.stringify(receiptOf(session)));
  kit.openssl.write('log.vkey', `${kit.logKey}\n`);
  console.info(`tampering with seed ${seed} (TAMPER_SEED repeats it)`);
});
afterAll(() => kit.close());

it.each(STRATUM_NAMES)(
  `guichet verify finds and locates a bit changed in %s, ${FLIPS} times of ${FLIPS}`,
  { timeout: 120_000 },
  async (stratum) => {
    const options = ['--trust', file('root.pem'), '--log-key', file('log.vkey'), '--receipt', file('receipt.json')];
    for (const { at, name, bytes: changed } of (await BitFlips.of(bytes, seed)).in(stratum, FLIPS)) {
      writeFileSync(file('changed.asice'), changed);
      const said: string[] = [];
      const output = { result: (text: string) => void said.push(text), note: () => undefined };
      const code = await runProgram(['verify', file('changed.asice'), ...options], { output, language: 'en' });
      expect(code, `byte ${at}, seed ${seed}`).toBe(exitCode.no);
      const places = said.join('\n').match(/^ {4}.+$/gm) ?? [];
      const named = name === null ? places.length > 0 : places.some((place) => place.includes(name));
      expect(named, `byte ${at} of ${name}, seed ${seed}: ${places.join('; ')}`).toBe(true);
    }
  },
);
