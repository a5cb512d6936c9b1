import type { Region } from '../image/picture.ts';
import type { Page } from './page.ts';
import type { DocumentCheck } from './reading.ts';

/** A value with the place that it was read from on the flat document. */
export interface FieldFound {
  readonly name: string;
  readonly value: string | null;
  readonly confidence: number;
  readonly region: Region | null;
  readonly engine: string;
  readonly version: string;
}

/** What may be known beside the picture. All of it is given; nothing here looks at a clock or asks anybody. */
export interface CheckContext {
  /** ISO date. */
  readonly today: string;
}

/**
 * A kind of document. One folder each: where things stand (layout), what is read (fields), what has to hold (checks).
 * The registry lists them; nothing else knows how many there are.
 */
export interface DocumentType {
  readonly type: string;
  readonly widthMm: number;
  readonly heightMm: number;
  /** Pixels a millimetre that the document is flattened to. */
  readonly pixelsPerMm: number;
  /** Places of a document that are no paper: portrait, emblem. */
  readonly pictures: readonly Region[];
  /** Where what is read stands: glare or a finger there is in the way, elsewhere it is not. */
  readonly printed: readonly Region[];
  /** Whether ink lies as on one of these. Kinds that say so are asked before the others, so that engines read little in vain; it decides nothing else. */
  readonly hasForm?: (page: Page) => boolean;
  /** From 0 to 1: whether this page is one of these, the right way up. Cheap, as every kind is asked. */
  readonly recognise: (page: Page) => Promise<number>;
  readonly read: (page: Page, context: CheckContext) => Promise<FieldFound[]>;
  readonly check: (fields: readonly FieldFound[], context: CheckContext) => DocumentCheck[];
  /** Fields without which nothing is accepted, and how sure each has to be. */
  readonly required: Readonly<Record<string, number>>;
  /** Checks that must have been made: where one of them is `not_evaluated`, a person looks. */
  readonly mustPass: readonly string[];
}

/** The other side of which kind this is, for «turn it over» rather than «this is something else». */
export const OTHER_SIDES: readonly (readonly [string, string])[] = [['cn-id', 'cn-id-back']];

export function valueOf(fields: readonly FieldFound[], name: string): string | null {
  return fields.find((field) => field.name === name)?.value ?? null;
}
