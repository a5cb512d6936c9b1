import { textsOf } from '@guichet/ui';
import type { en } from './en.ts';

export const VERIFIER_TEXTS = 'verifier';
export const useTexts = textsOf<typeof en>(VERIFIER_TEXTS);
