import canonicalize from 'canonicalize';

/**
 * The one byte form of a JSON value that hashes and signatures are made over: JSON Canonicalization Scheme, RFC 8785
 * (members sorted by UTF-16 code units, ECMAScript number form, no white space). Throws on what JSON can't hold.
 */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('Not a JSON value');
  return text;
}
