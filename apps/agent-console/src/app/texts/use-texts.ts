import { type Say, textsOf } from '@guichet/ui';
import type { en } from './en.ts';

export const CONSOLE_NAMESPACE = 'console';

/** The console's words in the language of the page. */
export const useTexts = textsOf<typeof en>(CONSOLE_NAMESPACE);
export type ConsoleSay = Say<typeof en>;
