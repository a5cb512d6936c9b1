import { textsOf } from '@guichet/ui';
import type { en } from './en.ts';

export const CUSTOMER_NAMESPACE_TEXTS = 'customer';

/** The words of the customer's pages. */
export const useTexts = textsOf<typeof en>(CUSTOMER_NAMESPACE_TEXTS);
