import type { ClientConfig } from 'pg';

/** An error as the Prisma CLI prints it: its code (P1000 …) where there is one. */
export type KnownError = { readonly code: string | undefined; readonly message: string };

/** Translates an error of `pg` or of the operating system into the codes that Prisma documents. */
export function toKnownError(thrown: unknown, config: ClientConfig): KnownError {
  // Node tries several addresses of a name and wraps what each of them said.
  const error = thrown instanceof AggregateError ? thrown.errors[0] : thrown;
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  const where = `${config.host ?? 'localhost'}:${config.port ?? 5432}`;
  switch (code) {
    case '28P01':
    case '28000':
      return { code: 'P1000', message: `The database at ${where} does not accept the credentials of "${config.user}".` };
    case '3D000':
      return { code: 'P1003', message: `The database "${config.database}" does not exist at ${where}.` };
    case 'ECONNREFUSED':
    case 'ENOTFOUND':
    case 'ENOENT':
    case 'EHOSTUNREACH':
    case 'ECONNRESET':
      return { code: 'P1001', message: `There is no database server at ${where}.` };
    case 'ETIMEDOUT':
      return { code: 'P1002', message: `The database server at ${where} did not answer in time.` };
    default:
      return { code: code?.startsWith('P') ? code : undefined, message: error instanceof Error ? error.message : String(error) };
  }
}
