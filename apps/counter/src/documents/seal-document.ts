import { createHash } from 'node:crypto';
import { PDFArray, PDFDocument, PDFHexString, PDFName, PDFNumber, PDFString } from '@cantoo/pdf-lib';
import { signCms } from '@guichet/evidence/sealing';
import { AppError } from '@guichet/protocol';
import { SignPdf } from '@signpdf/signpdf';
import { Signer } from '@signpdf/utils';
import { drawHandwriting, type Handwriting } from './handwriting.ts';
import type { DocumentSigner, SignerKind, SignerProvider } from './signer.ts';

/** Room for the signature and a chain of three certificates; what is left over stays zero. */
const SIGNATURE_BYTES = 12_288;
const ANY_NUMBER = '**********';
/** Print and Locked (ISO 32000-1 §12.5.3, bits 3 and 8): without a face it stays unseen, and nobody moves it. */
const WIDGET_FLAGS = 4 | 128;
const SIGNATURES_EXIST_AND_APPEND_ONLY = 3;

export interface SealRequest {
  readonly pdf: Uint8Array;
  readonly handwriting: readonly Handwriting[];
  readonly provider: SignerProvider;
  /** Shown by viewers beside the signature. Nothing personal. */
  readonly reason: string;
  /** Unix milliseconds: the time that the signature claims (`M` in its dictionary). */
  readonly atMs: number;
  readonly signal: AbortSignal;
}

export interface SealedDocument {
  readonly pdf: Uint8Array;
  /** SHA-256 in hexadecimal: of the file that was given, and of the sealed one. */
  readonly originalHash: string;
  readonly sealedHash: string;
  /** Who vouches: the bank's seal over handwriting and video is not by itself the customer's own electronic signature. */
  readonly signerKind: SignerKind;
  readonly pages: number;
}

/**
 * Puts the handwriting onto its pages and seals the whole as PAdES B-B (ETSI EN 319 142-1): one signature over every byte but its own. Throws
 * `bad_request` for what is not a PDF or is encrypted, and whatever the provider throws.
 */
export async function sealDocument({ pdf, handwriting, provider, reason, atMs, signal }: SealRequest): Promise<SealedDocument> {
  const document = await openPdf(pdf);
  await drawHandwriting(document, handwriting);
  addSignatureField(document, reason, new Date(atMs));
  const prepared = await document.save({ useObjectStreams: false });
  const signer = await provider.signerFor({ documentHash: sha256Hex(prepared), atMs }, signal);
  const sealed = await new SignPdf().sign(Buffer.from(prepared), new CmsSigner(signer));
  return {
    pdf: sealed,
    originalHash: sha256Hex(pdf),
    sealedHash: sha256Hex(sealed),
    signerKind: signer.kind,
    pages: document.getPageCount(),
  };
}

async function openPdf(bytes: Uint8Array): Promise<PDFDocument> {
  try {
    return await PDFDocument.load(bytes, { updateMetadata: false });
  } catch (cause) {
    throw new AppError('bad_request', { cause });
  }
}

/** An invisible signature field on the first page with room for the signature; viewers list it in their panel (ISO 32000-1 §12.7.4.5, §12.8.1). */
function addSignatureField(document: PDFDocument, reason: string, at: Date): void {
  const { context } = document;
  const byteRange = PDFArray.withContext(context);
  byteRange.push(PDFNumber.of(0));
  for (let i = 0; i < 3; i++) byteRange.push(PDFName.of(ANY_NUMBER));
  const signature = context.register(
    context.obj({
      Type: 'Sig',
      Filter: 'Adobe.PPKLite',
      SubFilter: 'ETSI.CAdES.detached',
      ByteRange: byteRange,
      Contents: PDFHexString.of('0'.repeat(2 * SIGNATURE_BYTES)),
      Reason: PDFHexString.fromText(reason),
      M: PDFString.fromDate(at),
    }),
  );
  const page = document.getPage(0);
  const field = context.register(
    context.obj({
      Type: 'Annot',
      Subtype: 'Widget',
      FT: 'Sig',
      Rect: [0, 0, 0, 0],
      V: signature,
      T: PDFString.of('Seal'),
      F: WIDGET_FLAGS,
      P: page.ref,
    }),
  );
  page.node.addAnnot(field);
  const form = document.catalog.getOrCreateAcroForm();
  form.dict.set(PDFName.of('SigFlags'), PDFNumber.of(SIGNATURES_EXIST_AND_APPEND_ONLY));
  form.addField(field);
}

class CmsSigner extends Signer {
  readonly #signer: DocumentSigner;

  constructor(signer: DocumentSigner) {
    super();
    this.#signer = signer;
  }

  override async sign(content: Buffer): Promise<Buffer> {
    return Buffer.from(await signCms(content, this.#signer));
  }
}

function sha256Hex(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
