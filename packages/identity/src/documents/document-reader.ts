import { openCv } from '../image/opencv.ts';
import type { GreyPicture } from '../image/picture.ts';
import type { LineReader } from '../ocr/line-reader.ts';
import { ppOcr } from '../ocr/pp-ocr.ts';
import { tesseract } from '../ocr/tesseract.ts';
import { openPicture } from '../pool/open-picture.ts';
import type { CheckContext, DocumentType } from './document-type.ts';
import type { Readers, Script } from './page.ts';
import { type PictureRead, readingOf, readPicture, type ReadTools } from './read-document.ts';
import type { DocumentReading } from './reading.ts';
import { documentTypes } from './registry.ts';
import { type Sameness, samenessOf } from './same-document.ts';
import { voteFields } from './vote.ts';

/** What is larger is scaled down to this: no document is printed finer. */
const MOST_SIDE_PX = 2600;
/** More pictures of one document tell nothing new. */
const MOST_FRAMES = 5;

export interface ReadOptions extends CheckContext {
  /** The kind that is asked for; null: find out. */
  readonly type: string | null;
}

/**
 * Reads pictures of documents, one at a time; what it holds in memory (some 600 MB) is why it lives in a process of the pool.
 * Pictures are files (JPEG, PNG, WebP). @throws PictureRefused for what is no whole picture
 */
export interface DocumentReader {
  read(picture: Uint8Array, options: ReadOptions): Promise<DocumentReading>;
  /** The best of several frames, with fields voted over those that could be used. */
  readFrames(pictures: readonly Uint8Array[], options: ReadOptions): Promise<DocumentReading>;
  /** Whether a still shows the document that the recorded frame shows. */
  sameDocument(still: Uint8Array, frame: Uint8Array, options: ReadOptions): Promise<Sameness>;
  close(): Promise<void>;
}

/** A line as it was handed to an engine. */
export interface LineSeen {
  readonly script: Script;
  readonly line: GreyPicture;
}

interface ReaderOptions {
  /** The registry's, with those that a bank declared. */
  readonly types?: readonly DocumentType[];
  /** Told of every line before it is read; for measuring. */
  readonly onLine?: (seen: LineSeen) => void;
}

export async function openDocumentReader({ types = documentTypes, onLine }: ReaderOptions = {}): Promise<DocumentReader> {
  const { cv } = await openCv();
  // Each engine is opened with the first line that is for it: who reads passports only never holds those for Chinese.
  const opened: Readers = { chinese: tesseract('chinese'), chineseToo: ppOcr(), latin: tesseract('latin'), ocrb: tesseract('ocrb') };
  const readers = onLine === undefined ? opened : observed(opened, onLine);
  const tools: ReadTools = { cv, readers, types };
  const look = async (picture: Uint8Array, options: ReadOptions): Promise<PictureRead> =>
    readPicture(tools, await openPicture(picture, MOST_SIDE_PX), options.type, options);
  return {
    read: async (picture, options) => readingOf(await look(picture, options), options),
    readFrames: async (pictures, options) => {
      const looks: PictureRead[] = [];
      for (const picture of pictures.slice(0, MOST_FRAMES)) looks.push(await look(picture, options));
      return readingOf(together(looks), options);
    },
    sameDocument: async (still, frame, options) => samenessOf(await look(still, options), await look(frame, options)),
    close: async () => {
      await Promise.all(Object.values(readers).map((reader) => reader.close()));
    },
  };
}

function observed(readers: Readers, onLine: (seen: LineSeen) => void): Readers {
  const told = (script: Script): LineReader => ({
    ...readers[script],
    read: (line) => {
      onLine({ script, line });
      return readers[script].read(line);
    },
  });
  return { chinese: told('chinese'), chineseToo: told('chineseToo'), latin: told('latin'), ocrb: told('ocrb') };
}

/** The pictures that nothing speaks against, as one; where there is none, the advice that most of them give. */
function together(looks: readonly PictureRead[]): PictureRead {
  const usable = looks.filter(({ type, advice }) => type !== null && advice.length === 0);
  const kinds = usable.map(({ type }) => type);
  const [best] = usable.toSorted((a, b) => surest(b) - surest(a));
  if (best === undefined) return mostAdvised(looks);
  return { ...best, fields: voteFields(usable.filter((_, index) => kinds[index] === best.type).map(({ fields }) => fields)) };
}

const surest = ({ fields }: PictureRead): number => fields.reduce((sum, { confidence }) => sum + confidence, 0);

function mostAdvised(looks: readonly PictureRead[]): PictureRead {
  const count = (advice: string) => looks.filter((look) => look.advice[0] === advice).length;
  const [most] = looks.toSorted((a, b) => count(b.advice[0] ?? '') - count(a.advice[0] ?? ''));
  return most ?? { type: null, page: null, fields: [], advice: ['no_document'] };
}
