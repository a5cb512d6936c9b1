import { effectContracts } from '@guichet/workflow';
import { DocumentId } from '@guichet/protocol';
import { prepareDocument } from '../../documents/prepare-document.ts';
import { sealDocument } from '../../documents/seal-document.ts';
import type { KeptDocument, SessionDocuments } from '../../documents/session-documents.ts';
import type { SignerKind, SignerProvider } from '../../documents/signer.ts';
import type { Core } from '../../sessions/core.ts';
import type { EffectAnswer, FlowServices } from '../flow-services.ts';

interface Parts {
  readonly documents: SessionDocuments;
  /** Folders with templates; of several the first that has it. */
  readonly templateFolders: readonly string[];
  /** Whoever is not there is not replaced by another: whose signature it is says something. */
  readonly signers: Readonly<Partial<Record<SignerKind, SignerProvider>>>;
}

/** Makes the documents that flows show, and seals them once they are signed. Asked again, it answers with the document that is there. */
export function registerDocumentServices(services: FlowServices, core: Core, { documents, templateFolders, signers }: Parts): void {
  services.register('document.prepare', {
    where: 'outside',
    run: async ({ payload, sessionId, idempotencyKey }) => {
      const known = await documents.findAnswer(idempotencyKey);
      if (known !== null) return prepared(known);
      const { template, params } = effectContracts['document.prepare'].payload.parse(payload);
      const { language } = await core.database.read((prisma) => prisma.session.findUniqueOrThrow({ where: { id: sessionId } }));
      const made = await prepareDocument({
        folders: templateFolders,
        template,
        language: language === 'en' ? 'en' : 'zh-CN',
        values: params,
      });
      return prepared(await documents.keep({ sessionId, idempotencyKey, template, ...made, signed: null }));
    },
  });

  services.register('document.seal', {
    where: 'outside',
    run: async ({ payload, sessionId, idempotencyKey }, signal) => {
      const known = await documents.findAnswer(idempotencyKey);
      if (known !== null) return sealedAnswer(known);
      const { documentId, hash, handwriting, provider: kind, reason } = effectContracts['document.seal'].payload.parse(payload);
      const provider = signers[kind];
      if (provider === undefined) return { ok: false, code: 'not_available', retryable: false };
      const original = await documents.read(DocumentId.parse(documentId), { sessionId });
      // What was read is what is signed, byte for byte.
      if (original.hash !== hash) return { ok: false, code: 'bad_request', retryable: false };
      const sealed = await sealDocument({ pdf: original.pdf, handwriting, provider, reason: reason['zh-CN'], atMs: core.clock(), signal });
      const { pdf, sealedHash, originalHash, signerKind, pages } = sealed;
      const signed = { signerKind, originalHash };
      return sealedAnswer(
        await documents.keep({ sessionId, idempotencyKey, template: original.template, pdf, hash: sealedHash, pages, signed }),
      );
    },
  });
}

const prepared = ({ documentId, hash, pages }: KeptDocument): EffectAnswer => ({ ok: true, documentId, hash, pages });

const sealedAnswer = ({ documentId, hash, originalHash, signerKind }: KeptDocument): EffectAnswer => ({
  ok: true,
  documentId,
  sealedHash: hash,
  originalHash,
  signerKind,
});
