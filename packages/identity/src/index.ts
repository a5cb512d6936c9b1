export * from './documents/reading.ts';
export * from './documents/document-reader.ts';
export type { CheckContext, DocumentType, FieldFound } from './documents/document-type.ts';
export * from './documents/registry.ts';
export type { Sameness } from './documents/same-document.ts';
