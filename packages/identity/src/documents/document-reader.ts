import { openCv } from '../image/opencv.ts';
import type { GreyPicture } from '../image/picture.ts';
import type { LineReader } from '../ocr/line-reader.ts';
import { ppOcr } from '../ocr/pp-ocr.ts';
import { tesseract } from '../ocr/tesseract.ts';
import { openPicture } from '../pool/open-picture.ts';
import type { CheckContext, DocumentType } from './document-type.ts';
import type { Readers, Script } from './page.ts';
import { readPicture, readingOf, type ReadTools } from './read-document.ts';
import type { DocumentReading } from './reading.ts';
import { documentTypes } from './registry.ts';
import { isSettled, readTogether, type Shown, type ShownReading } from './shown-document.ts';

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
  /** A document as it was held up: several frames, and maybe a still. Fields are voted over all that can be used. */
  readShown(shown: Shown, options: ReadOptions): Promise<ShownReading>;
  /** Opens every engine, so that the first document does not wait for them. */
  warm(): Promise<void>;
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
  const look = async (picture: Uint8Array, options: ReadOptions) =>
    readPicture(tools, await openPicture(picture, MOST_SIDE_PX), options.type, options);
  return {
    read: async (picture, options) => readingOf(await look(picture, options), options),
    readShown: async ({ frames, still }, options) => {
      const looks = [];
      for (const frame of frames.slice(0, MOST_FRAMES)) {
        looks.push(await look(frame, options));
        if (isSettled(looks, options)) break;
      }
      return readTogether(cv, { frames: looks, still: still === null ? null : await look(still, options) }, options);
    },
    warm: async () => {
      await Promise.all(Object.values(readers).map((reader) => reader.read(BARE_LINE)));
    },
    close: async () => {
      await Promise.all(Object.values(readers).map((reader) => reader.close()));
    },
  };
}

/** A line with nothing on it. */
const BARE_LINE: GreyPicture = { widthPx: 320, heightPx: 48, grey: new Uint8Array(320 * 48).fill(255) };

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
