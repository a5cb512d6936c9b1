import { AppError, type WireError } from '@guichet/protocol';
import type { FastifyError } from 'fastify';
import { toDatabaseError } from '../database/database-errors.ts';

const MAX_ISSUES = 20;
const RANGE_NOT_SATISFIABLE = 416;

interface ValidationIssue {
  readonly instancePath?: string;
  readonly keyword?: string;
}

/** Any error of the edge as one of the table. What nobody foresaw becomes `internal`, with its cause kept for the log. */
export function toAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  if (!(thrown instanceof Error)) return AppError.from(thrown);
  const { validation, code, statusCode } = thrown as Partial<FastifyError>;
  if (validation !== undefined) return new AppError('bad_request', { issues: toIssues(validation) });
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return new AppError('payload_too_large');
  // Whatever else the server itself refuses (malformed JSON, unknown content type, a bad URL) is the sender's mistake.
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) return new AppError('bad_request', { cause: thrown });
  return toDatabaseError(thrown);
}

/** The table's status, but for a range that the file does not have: players tell that one apart (RFC 9110 §15.5.17). */
export function statusOf(thrown: unknown, error: AppError): number {
  const { statusCode } = thrown as Partial<FastifyError>;
  return statusCode === RANGE_NOT_SATISFIABLE ? RANGE_NOT_SATISFIABLE : error.entry.status;
}

/** The path and the kind of each issue; the library's own messages can quote what was sent. */
function toIssues(validation: readonly ValidationIssue[]): NonNullable<WireError['issues']> {
  return validation.slice(0, MAX_ISSUES).map((issue) => ({
    path: (issue.instancePath ?? '')
      .replace(/^\//, '')
      .replaceAll('/', '.')
      .replace(/\b\d+\b/g, '#')
      .slice(0, 100),
    message: (issue.keyword ?? 'invalid').slice(0, 64),
  }));
}
