import type { ErrorEntry } from './error-entry.ts';
import { ERRORS } from './errors.ts';
import type { ErrorCode, WireError } from './wire-error.ts';

interface AppErrorOptions {
  readonly cause?: unknown;
  readonly issues?: WireError['issues'];
  readonly retryAfterMs?: number;
  readonly certificate?: string;
}

/** The one error that crosses module borders. Its message is the code: no value of a user ever stands in it. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly issues: WireError['issues'];
  readonly retryAfterMs: number | undefined;
  readonly certificate: string | undefined;

  constructor(code: ErrorCode, options: AppErrorOptions = {}) {
    super(code, { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.issues = options.issues;
    this.retryAfterMs = options.retryAfterMs;
    this.certificate = options.certificate;
  }

  get entry(): ErrorEntry {
    return ERRORS[this.code];
  }

  toWire(): WireError {
    return {
      code: this.code,
      retryable: this.entry.retryable,
      ...(this.issues ? { issues: this.issues } : {}),
      ...(this.retryAfterMs === undefined ? {} : { retryAfterMs: this.retryAfterMs }),
      ...(this.certificate === undefined ? {} : { certificate: this.certificate }),
    };
  }

  /** What a client makes of an error that came over the wire. */
  static fromWire(error: WireError): AppError {
    return new AppError(error.code, {
      ...(error.issues ? { issues: error.issues } : {}),
      ...(error.retryAfterMs === undefined ? {} : { retryAfterMs: error.retryAfterMs }),
      ...(error.certificate === undefined ? {} : { certificate: error.certificate }),
    });
  }

  /** Any thrown value as an `AppError`; what nobody foresaw becomes `internal` with its cause kept for the log. */
  static from(thrown: unknown): AppError {
    return thrown instanceof AppError ? thrown : new AppError('internal', { cause: thrown });
  }
}
