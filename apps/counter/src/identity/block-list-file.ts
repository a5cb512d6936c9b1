import { type BlockListProblem, BlockReason } from '@guichet/protocol';
import { DocumentType, isResidentId } from '@guichet/workflow';

export interface ListedDocument {
  readonly documentType: DocumentType;
  readonly number: string;
  readonly reason: BlockReason;
}

export interface ReadBlockList {
  readonly documents: readonly ListedDocument[];
  /** In the order of the lines; of what stands there nothing is repeated. */
  readonly problems: readonly { readonly line: number; readonly problem: BlockListProblem }[];
}

/** Numbers of travel documents and permits: letters and digits of Latin, as they stand in machine-readable lines and mostly beside them. */
const NUMBER = /^[A-Z0-9]{5,20}$/;

/**
 * The bank's file: one document a line as `kind,number,reason` (RFC 4180 without its quotes, as none of the three holds a comma). Kinds are those of
 * flows, e.g. `cn_resident_id`; a missing reason is `other`. Empty lines, lines that begin with `#` and a heading are passed over.
 */
export function readBlockList(file: string): ReadBlockList {
  const documents = new Map<string, ListedDocument>();
  const problems: { line: number; problem: BlockListProblem }[] = [];
  for (const [index, text] of file
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .entries()) {
    const line = text.trim();
    if (line === '' || line.startsWith('#') || (index === 0 && /^kind,number/i.test(line))) continue;
    const read = readLine(line);
    if (typeof read === 'string') {
      problems.push({ line: index + 1, problem: read });
      continue;
    }
    const key = `${read.documentType} ${read.number}`;
    if (documents.has(key)) problems.push({ line: index + 1, problem: 'twice' });
    documents.set(key, read);
  }
  return { documents: [...documents.values()], problems };
}

function readLine(line: string): ListedDocument | BlockListProblem {
  const columns = line.split(',').map((column) => column.trim());
  const [kind = '', written = '', why = ''] = columns;
  if (columns.length < 2 || columns.length > 3) return 'columns';
  const documentType = DocumentType.safeParse(kind);
  if (!documentType.success) return 'unknown_type';
  const number = written.normalize('NFKC').replaceAll(/[\s-]/g, '').toUpperCase();
  if (documentType.data === 'cn_resident_id' ? !isResidentId(number) : !NUMBER.test(number)) return 'bad_number';
  const reason = BlockReason.safeParse(why === '' ? 'other' : why.toLowerCase());
  if (!reason.success) return 'unknown_reason';
  return { documentType: documentType.data, number, reason: reason.data };
}
