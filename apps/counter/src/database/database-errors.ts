import { AppError } from '@guichet/protocol';

/** Prisma's own codes: not reachable, timed out, closed, pool exhausted, transaction lost or overdue. */
const AWAY_CODES: readonly string[] = ['P1000', 'P1001', 'P1002', 'P1003', 'P1008', 'P1017', 'P2024', 'P2028', 'P2037'];
/** Kinds that the driver adapter gives an error before Prisma knows it. */
const AWAY_KINDS: readonly string[] = [
  'DatabaseNotReachable',
  'ConnectionClosed',
  'SocketTimeout',
  'TooManyConnections',
  'TlsConnectionError',
];
/**
 * SQLSTATE classes 08 (connection), 53 (resources), 57 (operator intervention: shut down, cancelled) and 58 (system error); a transaction that
 * was given up while nothing was heard of it.
 */
const AWAY_SQLSTATE = /^((08|53|57|58)[0-9A-Z]{3}|25P03)$/;
/** Errors of Node's sockets that the driver passes on. */
const AWAY_SOCKET: readonly string[] = ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOENT', 'ENOTFOUND', 'EAI_AGAIN'];
const AWAY_MESSAGE =
  /^(Connection terminated|Query read timeout|timeout (exceeded )?when trying to connect|timeout expired|Client has encountered a connection error)/;

/** Serialisation failure, deadlock, and a statement that waited too long for its row: the same transaction will do when it is run again. */
const CONFLICT_CODES: readonly string[] = ['P2034', '40001', '40P01', '57014', 'TransactionWriteConflict'];
/** A character that PostgreSQL can't keep in a text (NUL above all). */
const TEXT_CODES: readonly string[] = ['22021', '22P05'];

/** Whether running the transaction again can help. */
export function isConflict(error: unknown): boolean {
  return marksOf(error).some((mark) => CONFLICT_CODES.includes(mark));
}

/** Whether a row with that key was there already. */
export function isUniqueViolation(error: unknown): boolean {
  return marksOf(error).some((mark) => mark === 'P2002' || mark === '23505' || mark === 'UniqueConstraintViolation');
}

/**
 * What a failure of the database means to whoever asked: `unavailable` when it is away (nothing was acknowledged), `bad_request`
 * for a text that it can't hold; anything else becomes `internal`.
 */
export function toDatabaseError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const marks = marksOf(error);
  if (isConflict(error) || marks.some(isAway)) return new AppError('unavailable', { cause: error });
  if (marks.some((mark) => TEXT_CODES.includes(mark))) return new AppError('bad_request', { cause: error });
  return new AppError('internal', { cause: error });
}

function isAway(mark: string): boolean {
  return (
    AWAY_CODES.includes(mark) ||
    AWAY_KINDS.includes(mark) ||
    AWAY_SOCKET.includes(mark) ||
    AWAY_SQLSTATE.test(mark) ||
    AWAY_MESSAGE.test(mark)
  );
}

/** Codes, kinds and messages of an error and of everything it wraps: Prisma and its adapter each put theirs elsewhere. */
function marksOf(error: unknown, depth = 0): string[] {
  if (typeof error !== 'object' || error === null || depth > 5) return [];
  const own = ['code', 'kind', 'originalCode', 'originalMessage', 'message']
    .map((key) => (error as Record<string, unknown>)[key])
    .filter((value): value is string => typeof value === 'string');
  const { cause, meta, driverAdapterError } = error as { cause?: unknown; meta?: unknown; driverAdapterError?: unknown };
  return [...own, ...[cause, meta, driverAdapterError].flatMap((inner) => marksOf(inner, depth + 1))];
}
