import pg from 'pg';
import { ColumnTypeEnum, type SqlDriverAdapter, type SqlQueryable } from '@prisma/driver-adapter-utils';

/** Object id of PostgreSQL's internal one-byte type `"char"`, and that of `text`. */
const CHAR_TYPE_ID = 18;
const TEXT_TYPE_ID = 25;

/** Column indexes that were `"char"`, remembered on the rows themselves, the one object that the adapter passes through. */
const charColumns = Symbol('columns of type "char"');
type MarkedRows = unknown[] & { [charColumns]?: number[] };

type QueryResult = { fields?: { dataTypeID: number }[]; rows: MarkedRows };

/**
 * The engine reads catalogue columns of type `"char"`, which the adapter refuses. This client lets them pass as
 * text and remembers which they were.
 */
export class CatalogClient extends pg.Client {
  // The signature of `query` has a dozen overloads; all of them end in a result, by promise or by callback.
  override query = ((...args: unknown[]): unknown => {
    const callback = args.at(-1);
    if (typeof callback === 'function') {
      args[args.length - 1] = (error: unknown, result: unknown) => callback(error, disguise(result));
    }
    const answer: unknown = Reflect.apply(pg.Client.prototype.query, this, args);
    return answer instanceof Promise ? answer.then(disguise) : answer;
  }) as pg.Client['query'];
}

function disguise(result: unknown): unknown {
  for (const one of [result ?? []].flat() as QueryResult[]) {
    one.fields?.forEach((field, index) => {
      if (field.dataTypeID !== CHAR_TYPE_ID) return;
      field.dataTypeID = TEXT_TYPE_ID;
      (one.rows[charColumns] ??= []).push(index);
    });
  }
  return result;
}

/** Gives the engine the column type it expects for what `CatalogClient` disguised as text. */
export function restoringChars<T extends SqlQueryable>(queryable: T): T {
  const queryRaw = queryable.queryRaw.bind(queryable);
  queryable.queryRaw = async (query) => {
    const result = await queryRaw(query);
    for (const index of (result.rows as MarkedRows)[charColumns] ?? []) result.columnTypes[index] = ColumnTypeEnum.Character;
    return result;
  };
  if (!canStartTransaction(queryable)) return queryable;
  const startTransaction = queryable.startTransaction.bind(queryable);
  queryable.startTransaction = async (isolation) => restoringChars(await startTransaction(isolation));
  return queryable;
}

function canStartTransaction(queryable: SqlQueryable): queryable is SqlDriverAdapter {
  return 'startTransaction' in queryable;
}
