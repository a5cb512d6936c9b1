import { describe, expect, it } from 'vitest';
import { COMMITMENT_SALT_BYTES, commitmentTo, newCommitmentSalt, opensCommitment } from './commitment.ts';

describe('a commitment', () => {
  it('is the SHA-256 of salt and canonical JSON', () => {
    // printf '%064d"abc"' 0 with the zeros as 32 zero bytes, through sha256sum.
    expect(commitmentTo(new Uint8Array(COMMITMENT_SALT_BYTES), 'abc')).toBe(
      '8b22b6f1f57bd2e4b1c2428b9db11f0f911abc39ba18519b2002a3feb2496ba2',
    );
  });

  it('opens with its salt and value alone', () => {
    const salt = newCommitmentSalt();
    const commitment = commitmentTo(salt, { name: '王小明', phone: '13800001234' });
    expect(opensCommitment(commitment, salt, { phone: '13800001234', name: '王小明' })).toBe(true);
    expect(opensCommitment(commitment, salt, { phone: '13800001235', name: '王小明' })).toBe(false);
    expect(opensCommitment(commitment, newCommitmentSalt(), { phone: '13800001234', name: '王小明' })).toBe(false);
    expect(opensCommitment(commitment, salt.slice(1), { phone: '13800001234', name: '王小明' })).toBe(false);
  });

  it('never looks the same twice', () => {
    const seen = new Set(Array.from({ length: 100 }, () => commitmentTo(newCommitmentSalt(), '13800001234')));
    expect(seen.size).toBe(100);
  });

  it('refuses a salt of another length, which could move bytes between salt and value', () => {
    expect(() => commitmentTo(new Uint8Array(31), 'a')).toThrow(RangeError);
  });
});
