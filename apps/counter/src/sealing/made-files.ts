import { canonicalJson, toBase64 } from '@guichet/evidence';
import { FileKind, type KeptHeads } from '@guichet/evidence/sealing';
import type { SessionFacts } from './session-facts.ts';

/** A file that is made for the package when the session is sealed. */
export interface MadeFile {
  readonly path: string;
  readonly kind: FileKind;
  readonly bytes: Uint8Array;
}

/** A value that the log commits to, and the salt that opens the commitment. */
export interface OpenedValue {
  readonly commitment: string;
  readonly name: string;
  readonly salt: Uint8Array;
  readonly value: unknown;
}

const json = (path: string, kind: FileKind, value: unknown): MadeFile => ({ path, kind, bytes: Buffer.from(canonicalJson(value)) });

/** What rules found, what checks of identity decided, and the flow and the packs as they were in force. */
export function recordFiles({ inspections, verifications, flow, packs }: SessionFacts): MadeFile[] {
  return [
    json('checks/inspections.json', FileKind.check, plain(inspections)),
    ...(verifications.length === 0 ? [] : [json('checks/identity.json', FileKind.check, plain(verifications))]),
    ...(flow === null ? [] : [json('definitions/flow.json', FileKind.definition, plain(flow.definition))]),
    ...packs.map((pack) => json(`definitions/pack-${pack.id}.json`, FileKind.definition, plain(pack))),
  ];
}

export const headsFile = (heads: KeptHeads): MadeFile[] => (heads.length === 0 ? [] : [json('heads.json', FileKind.head, heads)]);

/** Opens the log's commitments; may be left out or erased without anything else losing its proof. */
export function valuesFile(values: readonly OpenedValue[]): MadeFile[] {
  if (values.length === 0) return [];
  const opened = values.map(({ commitment, name, salt, value }) => ({ commitment, name, salt: toBase64(salt), value }));
  return [json('values.json', FileKind.values, { format: 'guichet.values/1', values: plain(opened) })];
}

/** As it stands in JSON: dates as text, nothing undefined. */
const plain = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (_, one: unknown) => (typeof one === 'bigint' ? String(one) : one)));
