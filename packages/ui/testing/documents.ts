import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Language } from '@guichet/protocol';

/** A document as the counter prepares it: two pages to read, to initial and to sign. */
export const riskDisclosure = (language: Language): Uint8Array<ArrayBuffer> =>
  readFileSync(join(import.meta.dirname, 'documents', `risk-disclosure.${language}.pdf`));
