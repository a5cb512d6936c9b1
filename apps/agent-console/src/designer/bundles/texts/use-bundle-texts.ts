import { lateTexts } from '@guichet/ui';
import { en } from './en.ts';
import { zhCn } from './zh-cn.ts';

/** The words of the component library in the language of the page. */
export const useBundleTexts = lateTexts('bundles', { en, 'zh-CN': zhCn });
