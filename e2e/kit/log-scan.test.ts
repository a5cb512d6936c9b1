import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { scanLine, scanLogs } from './log-scan.ts';
import { PrivateValues } from './private-values.ts';
import { SeededRandom } from './seeded-random.ts';

const none = new PrivateValues();

describe('the log scan', () => {
  test('finds every value that was noted, in a JSON line and in any other', () => {
    const values = new PrivateValues();
    const customer = values.makeUpCustomer(new SeededRandom(1));
    values.noteCookies('guichet_device=abcdefghijklmnop; other=qrstuvwx');
    for (const value of [...Object.values(customer), 'abcdefghijklmnop', 'qrstuvwx']) {
      expect(scanLine(JSON.stringify({ msg: 'x', detail: { deep: [`<${value}>`] } }), values)).not.toEqual([]);
      expect(scanLine(`ERROR: duplicate key (${value})`, values)).not.toEqual([]);
    }
    expect(scanLine(JSON.stringify({ msg: 'session opened', sessionId: 'ses_1' }), values)).toEqual([]);
  });

  test('leaves out what stands under pii, however deep', () => {
    const values = new PrivateValues();
    values.note('name', '王晓明');
    expect(scanLine(JSON.stringify({ pii: { name: '王晓明' }, inner: [{ pii: '王晓明' }] }), values)).toEqual([]);
    expect(scanLine(JSON.stringify({ pii: {}, name: '王晓明' }), values)).toEqual(['name']);
  });

  test.each([
    ['a JSON Web Token', { token: 'eyJhbGciOiJFZERTQSJ9.x.y' }],
    ['a bearer token', { header: 'Bearer abcdefgh12345678' }],
    ['a cookie', { headers: { cookie: 'guichet_staff=0123456789' } }],
    ['a private key', { key: { kty: 'OKP', d: 'nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A' } }],
    ['a password in an address', { url: 'postgresql://postgres:geheim@127.0.0.1/guichet' }],
    ["an entry link's secret", { url: `https://bank.example/#e=${'a'.repeat(43)}` }],
    ['a mobile number', { text: 'called 13800000000' }],
    ['a resident ID number', { text: '11010119900307123X' }],
  ])('knows %s by its looks', (kind, fields) => {
    expect(scanLine(JSON.stringify(fields), none)).toEqual([kind]);
  });

  test('does not take figures for numbers of people', () => {
    expect(scanLine(JSON.stringify({ freeBytes: 15_032_385_536, time: 1_795_337_000_000, at: '2026-11-22T09:00:00.000Z' }), none)).toEqual(
      [],
    );
    expect(scanLine('{"msg":"listening","url":"http://127.0.0.1:8080/"}', none)).toEqual([]);
  });

  test("reads every process's log and the database's, and says where", async () => {
    const folder = await mkdtemp(join(tmpdir(), 'guichet-scan-'));
    try {
      await mkdir(join(folder, 'logs'));
      await writeFile(join(folder, 'logs', 'counter.log'), '{"msg":"fine"}\n{"msg":"13800000000"}\n');
      await writeFile(join(folder, 'postgres.log'), 'LOG:  ready\nDETAIL:  Key (token)=(eyJhbGciOiJFZERTQSJ9)\n');
      expect(await scanLogs(folder, none)).toEqual({
        lines: 4,
        findings: [
          { file: 'logs/counter.log', line: 2, kind: 'a mobile number' },
          { file: 'postgres.log', line: 2, kind: 'a JSON Web Token' },
        ],
      });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
