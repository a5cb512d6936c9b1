import { type Located, locateDocument, reachesOut } from '../image/locate.ts';
import type { Cv } from '../image/opencv.ts';
import { distanceOf, type Outline, type RgbPicture } from '../image/picture.ts';
import { type FlatDocument, flatten } from '../image/rectify.ts';
import { type CheckContext, type DocumentType, type FieldFound, OTHER_SIDES } from './document-type.ts';
import { judge } from './judge.ts';
import { Page, type Readers } from './page.ts';
import { pictureAdvice, printAdvice } from './quality.ts';
import type { Advice, DocumentReading } from './reading.ts';
import { isKept } from './shared/mrz/travel-document.ts';

export interface ReadTools {
  readonly cv: Cv;
  readonly readers: Readers;
  readonly types: readonly DocumentType[];
}

/** What was made of one picture; `page` is null where no document was recognised. */
export interface PictureRead {
  readonly type: DocumentType | null;
  readonly page: Page | null;
  readonly fields: readonly FieldFound[];
  readonly advice: readonly Advice[];
  /** Where something lay that may be a document; null where nothing did. It can be known where nothing could be read. */
  readonly outline: Outline | null;
}

const refused = (outline: Outline | null, ...advice: Advice[]): PictureRead => ({ type: null, page: null, fields: [], advice, outline });

/** Finds the document, lays it flat, finds out what it is and which way up, and reads it. `asked` null: whatever it is. */
export async function readPicture(
  tools: ReadTools,
  picture: RgbPicture,
  asked: string | null,
  context: CheckContext,
): Promise<PictureRead> {
  const located = locateDocument(tools.cv, picture);
  if (located === null) return refused(null, reachesOut(tools.cv, picture) ? 'cut_off' : 'no_document');
  const outline: Outline = { picture, corners: located.corners };
  const pages = new Pages(tools, picture, located);
  // What is asked for, then what the outline is the form of: a page is laid flat for every form that is tried.
  const likely = (type: DocumentType) => 2 * Number(type.type === asked) + Number(pages.isOfForm(type));
  const inTurn = tools.types.toSorted((a, b) => likely(b) - likely(a));
  const [likeliest] = inTurn;
  if (likeliest === undefined) return refused(outline, 'wrong_document');
  // Nothing is recognised on what is too dark or not sharp: time is better spent on the next picture.
  const unfit = pictureAdvice(pages.of(likeliest, false), likeliest);
  if (unfit.length > 0) return refused(outline, ...unfit);
  const found = await recognise(pages, inTurn, asked);
  if (found === null) {
    // What lies over print is known only where it is known what should stand there.
    const over = asked === null ? [] : printAdvice(pages.of(likeliest, false), likeliest);
    return refused(outline, ...(over.length > 0 ? over : (['unreadable'] as const)));
  }
  if (asked !== null && found.type.type !== asked)
    return refused(outline, isOtherSide(found.type.type, asked) ? 'wrong_side' : 'wrong_document');
  return { ...found, fields: await found.type.read(found.page, context), advice: printAdvice(found.page, found.type), outline };
}

const isOtherSide = (one: string, other: string): boolean => OTHER_SIDES.some((sides) => sides.includes(one) && sides.includes(other));

/** The first kind that recognises the page, the right way up before upside down. */
async function recognise(
  pages: Pages,
  types: readonly DocumentType[],
  asked: string | null,
): Promise<{ type: DocumentType; page: Page } | null> {
  for (const upsideDown of [false, true]) {
    // What is asked for comes first whatever it looks like; a page is made only for kinds that the outline is the form of.
    const first = types.filter(
      (type) => type.type === asked || (pages.isOfForm(type) && type.hasForm?.(pages.of(type, upsideDown)) === true),
    );
    for (const type of new Set([...first, ...types])) {
      const page = pages.of(type, upsideDown);
      if ((await type.recognise(page)) >= 0.5) return { type, page };
    }
  }
  return null;
}

/** Kinds of one size share a page, and what was read on it. */
class Pages {
  readonly #tools: ReadTools;
  readonly #picture: RgbPicture;
  readonly #located: Located;
  readonly #made = new Map<string, Page>();

  constructor(tools: ReadTools, picture: RgbPicture, located: Located) {
    this.#tools = tools;
    this.#picture = picture;
    this.#located = located;
  }

  /** Whether the outline's sides are to one another as this kind's are, rather than as another kind's. */
  isOfForm({ widthMm, heightMm }: DocumentType): boolean {
    const [a, b, c, d] = this.#located.corners;
    const aspect = (distanceOf(a, b) + distanceOf(d, c)) / (distanceOf(b, c) + distanceOf(a, d));
    const off = (width: number, height: number) => Math.abs(Math.log((aspect * height) / width));
    return this.#tools.types.every((other) => off(widthMm, heightMm) <= off(other.widthMm, other.heightMm));
  }

  of({ widthMm, heightMm, pixelsPerMm }: DocumentType, upsideDown: boolean): Page {
    const key = `${widthMm} ${heightMm} ${pixelsPerMm} ${upsideDown}`;
    const made = this.#made.get(key);
    if (made !== undefined) return made;
    const size = { widthPx: Math.round(widthMm * pixelsPerMm), heightPx: Math.round(heightMm * pixelsPerMm) };
    const flat: FlatDocument = flatten(this.#tools.cv, this.#picture, this.#located.corners, { ...size, upsideDown });
    const page = new Page({ cv: this.#tools.cv, flat, readers: this.#tools.readers, widthMm, heightMm });
    this.#made.set(key, page);
    return page;
  }
}

/** The reading that is handed out. */
export function readingOf({ type, page, fields, advice }: PictureRead, context: CheckContext): DocumentReading {
  if (type === null || page === null) return { type: null, outcome: 'refused', advice: [...advice], fields: [], checks: [] };
  const judged = judge(type, fields, advice, context);
  return {
    type: type.type,
    outcome: judged.outcome,
    advice: [...judged.advice],
    fields: fields.filter(isKept).map(({ region, ...field }) => ({ ...field, box: region === null ? null : page.flat.boxOf(region) })),
    checks: [...judged.checks],
  };
}
