import { AppError, ERRORS, type ErrorCode, type WireError } from '@guichet/protocol';

/**
 * A refusal of the counter as an `AppError`. Read by hand: the counter is this page's own origin and checked what it sent, and a schema library would
 * make the first load half as large again.
 */
export function refusalFrom(value: unknown): AppError {
  const error = value as Partial<WireError> | null | undefined;
  if (typeof error?.code !== 'string' || !Object.hasOwn(ERRORS, error.code)) return new AppError('internal');
  return new AppError(error.code as ErrorCode, typeof error.retryAfterMs === 'number' ? { retryAfterMs: error.retryAfterMs } : {});
}
