import { AppError } from '@guichet/protocol';

/** An error as socket.io hands it to a page that may not connect: the code, and the typed error as `data`. */
export function refusal(thrown: unknown): Error & { readonly data: object } {
  const error = AppError.from(thrown);
  return Object.assign(new Error(error.code), { data: error.toWire() });
}
