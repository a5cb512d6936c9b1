import { AppError } from '@guichet/protocol';
import { pino, type DestinationStream, type Logger } from 'pino';

export type Log = Logger;

const MAX_CAUSES = 5;

/**
 * What of an error may be logged: what kind it is, where it arose and what caused it. Messages of others stay out: database errors quote
 * the values of a query, parsers what they could not parse.
 */
export function describeError(thrown: unknown, depth = 0): Record<string, unknown> {
  if (!(thrown instanceof Error)) return { type: typeof thrown };
  const code = 'code' in thrown && (typeof thrown.code === 'string' || typeof thrown.code === 'number') ? thrown.code : undefined;
  const frames = (thrown.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 12)
    .map((line) => line.trim());
  return {
    type: thrown.name,
    ...(code === undefined ? {} : { code }),
    ...(thrown instanceof AppError ? { fault: thrown.entry.fault } : {}),
    frames,
    ...(thrown.cause === undefined || depth >= MAX_CAUSES ? {} : { cause: describeError(thrown.cause, depth + 1) }),
  };
}

/**
 * The log of the counter: one JSON object a line. Text is static, what varies stands in fields, personal data under `pii` alone, and that
 * is cut out before it is written.
 */
export function createLog(level: string, destination?: DestinationStream): Log {
  const options = {
    level,
    base: { app: 'counter' },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: ['pii', '*.pii'], censor: '[pii]' },
    serializers: { err: (error: unknown) => describeError(error), error: (error: unknown) => describeError(error) },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}
