import { textsOf } from './texts.ts';
import type { en } from './en.ts';

export const UI_NAMESPACE = 'ui';

/** The words of the shared components. */
export const useUiTexts = textsOf<typeof en>(UI_NAMESPACE);
