import { sha256 } from '@noble/hashes/sha2.js';
import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { fromBase64, toBase64 } from '../base64.ts';

/** C2SP signed-note: the identifier byte of plain Ed25519. */
const ED25519 = Uint8Array.of(0x01);
const KEY_ID_BYTES = 4;
const PUBLIC_KEY_BYTES = 32;
const SIGNATURE_BYTES = 64;
/** As many as a verifier must at least accept; a note with more is refused before anything is computed. */
const MAX_SIGNATURES = 16;
const SIGNATURE_LINE = /^— ([^\s+]+) ([A-Za-z0-9+/=]+)$/;
const KEY_NAME = /^[^\s+]+$/;

/** Whose signature is looked for: a name (a URL without its scheme) and an Ed25519 public key of 32 bytes. */
export interface NoteKey {
  readonly name: string;
  readonly publicKey: Uint8Array;
}

export interface NoteSigner extends NoteKey {
  /** Ed25519 (RFC 8032) over the bytes: 64 bytes. */
  sign(bytes: Uint8Array): Promise<Uint8Array>;
}

/**
 * A note as C2SP's signed-note has it: the text, an empty line, the signature line.
 * @param text ends with a newline and holds no other control character
 */
export async function signNote(text: string, signer: NoteSigner): Promise<string> {
  if (!isNoteText(text)) throw new TypeError('The text of a note ends with a newline and holds no other control character');
  if (!KEY_NAME.test(signer.name)) throw new TypeError('The name of a note key holds neither spaces nor a plus');
  const signature = await signer.sign(utf8ToBytes(text));
  return `${text}\n— ${signer.name} ${toBase64(concatBytes(keyId(signer), signature))}\n`;
}

/** The text of a note that `key` signed; null when it didn't, or when this is no note. */
export async function openNote(note: string, key: NoteKey): Promise<string | null> {
  // The last empty line parts the text, which may hold empty lines itself, from the signatures.
  const end = note.lastIndexOf('\n\n');
  if (end < 0 || !note.endsWith('\n')) return null;
  const text = note.slice(0, end + 1);
  const lines = note.slice(end + 2, -1).split('\n');
  if (!isNoteText(text) || lines.length > MAX_SIGNATURES) return null;

  const wanted = toBase64(keyId(key));
  let signed = false;
  for (const line of lines) {
    const [, name, encoded] = SIGNATURE_LINE.exec(line) ?? [];
    const bytes = encoded === undefined ? null : fromBase64(encoded);
    if (name === undefined || bytes === null) return null;
    // Lines of keys that one doesn't know say nothing, neither for nor against.
    if (name !== key.name || toBase64(bytes.subarray(0, KEY_ID_BYTES)) !== wanted) continue;
    if (!(await isSignedBy(key, text, bytes.subarray(KEY_ID_BYTES)))) return null;
    signed = true;
  }
  return signed ? text : null;
}

/** `name+keyid+key`: the form in which verifier keys of notes are handed out. */
export function formatNoteKey(key: NoteKey): string {
  const id = Array.from(keyId(key), (byte) => byte.toString(16).padStart(2, '0')).join('');
  return `${key.name}+${id}+${toBase64(concatBytes(ED25519, key.publicKey))}`;
}

/** @returns null when this is no verifier key for Ed25519, or its id is not that of its name and key */
export function parseNoteKey(text: string): NoteKey | null {
  // Base64 may hold a plus itself; name and id may not.
  const [, name, encoded] = /^([^\s+]+)\+[0-9a-f]{8}\+([A-Za-z0-9+/=]+)$/.exec(text) ?? [];
  const bytes = encoded === undefined ? null : fromBase64(encoded);
  if (name === undefined || bytes === null || bytes.length !== 1 + PUBLIC_KEY_BYTES) return null;
  const key = { name, publicKey: bytes.subarray(1) };
  return formatNoteKey(key) === text ? key : null;
}

const keyId = ({ name, publicKey }: NoteKey): Uint8Array =>
  sha256(concatBytes(utf8ToBytes(`${name}\n`), ED25519, publicKey)).subarray(0, KEY_ID_BYTES);

const isNoteText = (text: string): boolean => text.endsWith('\n') && Array.from(text).every((char) => char === '\n' || char >= ' ');

async function isSignedBy({ publicKey }: NoteKey, text: string, signature: Uint8Array): Promise<boolean> {
  if (signature.length !== SIGNATURE_BYTES || publicKey.length !== PUBLIC_KEY_BYTES) return false;
  try {
    const key = await crypto.subtle.importKey('raw', Uint8Array.from(publicKey), 'Ed25519', false, ['verify']);
    return await crypto.subtle.verify('Ed25519', key, Uint8Array.from(signature), Uint8Array.from(utf8ToBytes(text)));
  } catch {
    // Bytes that are no point on the curve are nobody's key.
    return false;
  }
}
