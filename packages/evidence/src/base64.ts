/** Base64 with padding (RFC 4648 §4), in browsers and in Node alike. */
export function toBase64(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

/** @returns null for anything that is not the one encoding of its bytes: stray characters, missing padding, bits left over */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> | null {
  try {
    const bytes = bytesOf(atob(text));
    return toBase64(bytes) === text ? bytes : null;
  } catch {
    return null;
  }
}

/** Base64 for URLs, without padding (RFC 4648 §5). */
export function toBase64Url(bytes: Uint8Array): string {
  return toBase64(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** Throws on what is not base64. */
export function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
  return bytesOf(atob(text.replaceAll('-', '+').replaceAll('_', '/')));
}

function bytesOf(binary: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < binary.length; at++) bytes[at] = binary.charCodeAt(at);
  return bytes;
}
