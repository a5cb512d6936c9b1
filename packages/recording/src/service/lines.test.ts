import { expect, test } from 'vitest';
import { LineReader } from './lines.ts';

function read(chunks: readonly Buffer[], maxBytes?: number) {
  const seen: unknown[] = [];
  let broken = 0;
  const reader = new LineReader(
    (value) => seen.push(value),
    () => (broken += 1),
    maxBytes,
  );
  for (const chunk of chunks) reader.push(chunk);
  return { seen, broken };
}

const line = (value: unknown) => Buffer.from(`${JSON.stringify(value)}\n`);

test('takes lines apart wherever the stream was cut', () => {
  const bytes = Buffer.concat([line({ a: 1 }), line('ü'), line([])]);
  for (let at = 0; at <= bytes.length; at++) {
    expect(read([bytes.subarray(0, at), bytes.subarray(at)])).toEqual({ seen: [{ a: 1 }, 'ü', []], broken: 0 });
  }
});

test('ends a stream whose line is longer than a request may be, before it has come whole', () => {
  expect(read([Buffer.alloc(64 * 1024 + 1, 0x20)])).toEqual({ seen: [], broken: 1 });
  expect(read([line('x'.repeat(64 * 1024)), line(1)])).toEqual({ seen: [], broken: 1 });
});

test('reads longer lines for whoever allows them', () => {
  const long = 'x'.repeat(1_000_000);
  expect(read([line(long)], 2_000_000)).toEqual({ seen: [long], broken: 0 });
  expect(read([line(long)], 999_999).broken).toBe(1);
});
