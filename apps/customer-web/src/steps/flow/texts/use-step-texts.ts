import { lateTexts } from '@guichet/ui';
import { en } from './en.ts';
import { zhCn } from './zh-cn.ts';

/** The words that the steps share. */
export const useStepTexts = lateTexts('steps', { en, 'zh-CN': zhCn });
