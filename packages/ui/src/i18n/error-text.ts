import { AppError, ERRORS, type ErrorCode, type Language } from '@guichet/protocol';
import { formatSpan } from '../format/duration.ts';

/** What a user is told of an error: the sentence of the table, and the wait where the server named one. */
export function errorText(thrown: unknown, language: Language): string {
  const error = AppError.from(thrown);
  const text = ERRORS[error.code].text[language];
  if (error.retryAfterMs === undefined || error.retryAfterMs < 1000) return text;
  const wait = formatSpan(error.retryAfterMs, language);
  return language === 'zh-CN' ? `${text}还需等 ${wait}。` : `${text} ${wait} to go.`;
}

export const errorCodeOf = (thrown: unknown): ErrorCode => AppError.from(thrown).code;
