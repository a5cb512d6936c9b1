import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { forgeries, PackageKit, type PackageParts, receiptOf } from '@guichet/evidence/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exitCode } from '../exit-code.ts';
import { runProgram } from '../program.ts';

const kit = new PackageKit();
afterAll(() => kit.close());

let session: PackageParts;
let bytes: Uint8Array;
beforeAll(async () => {
  session = await kit.session();
  bytes = await kit.package(session);
  kit.openssl.write('session.asice', bytes);
  kit.openssl.write('receipt.json', JSON.stringify(receiptOf(session)));
  kit.openssl.write('log.vkey', `${kit.logKey}\n`);
});

const file = (name: string): string => join(kit.openssl.folder, name);
const trusting = (): string[] => ['--trust', file('root.pem'), '--log-key', file('log.vkey')];

async function run(...args: string[]) {
  const said: string[] = [];
  const notes: string[] = [];
  const output = { result: (text: string) => void said.push(text), note: (text: string) => void notes.push(text) };
  const code = await runProgram(['verify', ...args], { output, language: 'en' });
  return { code, said: said.join('\n'), notes: notes.join('\n') };
}

describe('guichet verify', () => {
  it('says yes to a genuine package, and what was checked', async () => {
    const { code, said } = await run(file('session.asice'), ...trusting(), '--receipt', file('receipt.json'));
    expect(code).toBe(exitCode.yes);
    expect(said.match(/^✓/gm)).toHaveLength(11);
    expect(said).toContain('Genuine');
    expect(said).toContain('without an end before: the end of the contract; TEST-1 v1 (law, not checked against its text)');
  });

  it('says no, and where, in words and as one JSON object', async () => {
    const path = Array.from(session.files.keys()).find((one) => one.endsWith('000003.chunk')) ?? '';
    const [at] = [Buffer.from(bytes).indexOf(session.files.get(path) ?? new Uint8Array())];
    const changed = Uint8Array.from(bytes);
    changed[at] = (changed[at] ?? 0) ^ 1;
    writeFileSync(file('changed.asice'), changed);

    const { code, said } = await run(file('changed.asice'), ...trusting());
    expect(code).toBe(exitCode.no);
    expect(said).toMatch(new RegExp(`${path}, chunk 3, .*: the content was changed`));

    const json = await run(file('changed.asice'), ...trusting(), '--json');
    expect(json.code).toBe(exitCode.no);
    expect(JSON.parse(json.said)).toMatchObject({ format: 'guichet.verification/1', verdict: 'not_genuine' });
  });

  it('finds whatever was done to it, and says where', { timeout: 60_000 }, async () => {
    for (const { name, bytes: forged, told } of await forgeries(kit, session, bytes)) {
      writeFileSync(file(`${name}.asice`), forged);
      const { code, said } = await run(file(`${name}.asice`), ...trusting(), '--receipt', file('receipt.json'));
      expect(code, name).toBe(exitCode.no);
      expect(said, name).toMatch(told);
    }
  });

  it('is not content with a package for which nobody trusted vouches', async () => {
    const { code, said } = await run(file('session.asice'));
    expect(code).toBe(exitCode.no);
    expect(said).toContain('Unconfirmed');
  });

  it('could not run when a file isn’t there or isn’t what it is said to be', async () => {
    expect((await run(file('nothing.asice'))).code).toBe(exitCode.couldNotRun);
    expect(await run(file('session.asice'), '--trust', file('receipt.json'))).toMatchObject({
      code: exitCode.couldNotRun,
      notes: expect.stringContaining('receipt.json'),
    });
    expect((await run(file('session.asice'), '--log-key', file('root.pem'))).code).toBe(exitCode.couldNotRun);
    expect((await run(file('session.asice'), '--receipt', file('root.pem'))).code).toBe(exitCode.couldNotRun);
    expect((await run()).code).toBe(exitCode.couldNotRun);
  });
});
