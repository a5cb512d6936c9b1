import type { LocalText } from '@guichet/protocol';
import { problemTexts } from './problem-texts.ts';

/** What is wrong with a definition, where, and what to do about it. */
export interface Problem {
  readonly code: ProblemCode;
  readonly nodeId: string | null;
  readonly edge: ProblemEdge | null;
  readonly message: LocalText;
}

export interface ProblemEdge {
  readonly from: string;
  readonly port: string;
  readonly to: string;
}

export type ProblemCode = keyof typeof problemTexts;

interface Place {
  readonly nodeId?: string | undefined;
  readonly edge?: ProblemEdge | undefined;
  /** What the text speaks of beside the node: a name, a path, a number. */
  readonly detail?: string | number;
}

export function problem(code: ProblemCode, { nodeId, edge, detail = '' }: Place = {}): Problem {
  const node = nodeId ?? edge?.from ?? null;
  const where = node === null ? { 'zh-CN': '', en: '' } : { 'zh-CN': `节点“${node}”：`, en: `Node “${node}”: ` };
  const text = problemTexts[code];
  const shown = shorten(String(detail));
  return {
    code,
    nodeId: node,
    edge: edge ?? null,
    message: {
      'zh-CN': `${where['zh-CN']}${text['zh-CN'].replace('{}', () => shown)}`,
      en: `${where.en}${text.en.replace('{}', () => shown)}`,
    },
  };
}

/** Whatever a file says is shown, but not all of it, and not what a terminal would obey. */
function shorten(text: string): string {
  // oxlint-disable-next-line no-control-regex
  const printable = text.replace(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '�');
  return printable.length > 120 ? `${printable.slice(0, 119)}…` : printable;
}
