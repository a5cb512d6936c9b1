import { fromBER, Integer, Sequence } from 'asn1js';

/**
 * From the form that certificates and CMS use, `SEQUENCE { r, s }` in DER (RFC 3279 §2.2.3), to the one WebCrypto takes: r and s side by side, each as wide
 * as the curve's order (IEEE P1363). Throws on anything else.
 */
export function ecdsaRaw(der: Uint8Array, coordinateBytes: number): Uint8Array<ArrayBuffer> {
  const { result, offset } = fromBER(Uint8Array.from(der));
  if (offset !== der.length || !(result instanceof Sequence)) throw new TypeError('Not an ECDSA signature');
  const [r, s, ...more] = result.valueBlock.value;
  if (!(r instanceof Integer) || !(s instanceof Integer) || more.length > 0) throw new TypeError('Not an ECDSA signature');
  const raw = new Uint8Array(2 * coordinateBytes);
  [r, s].forEach((integer, part) => {
    const digits = new Uint8Array(integer.valueBlock.valueHexView);
    // DER puts a zero before a number whose first bit is set.
    const bare = digits[0] === 0 ? digits.subarray(1) : digits;
    if (bare.length > coordinateBytes) throw new TypeError('Not an ECDSA signature on this curve');
    raw.set(bare, (part + 1) * coordinateBytes - bare.length);
  });
  return raw;
}
