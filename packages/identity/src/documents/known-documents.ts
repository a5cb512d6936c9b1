/** Kinds of documents that are known without configuration. */
export const KNOWN_DOCUMENTS = ['cn-id', 'cn-id-back', 'passport', 'td1'] as const;
export type KnownDocumentType = (typeof KNOWN_DOCUMENTS)[number];
