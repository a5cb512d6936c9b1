import { cnId } from './cn-id/index.ts';
import { cnIdBack } from './cn-id-back/index.ts';
import type { DocumentType } from './document-type.ts';
import { passport } from './passport/index.ts';
import { td1 } from './td1/index.ts';

/** Every kind of document that is known without configuration, in the order in which a picture is asked whether it is one. */
export const documentTypes: readonly DocumentType[] = [cnId, cnIdBack, td1, passport];
