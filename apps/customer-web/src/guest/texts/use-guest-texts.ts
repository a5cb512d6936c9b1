import { lateTexts } from '@guichet/ui';
import { en } from './en.ts';
import { zhCn } from './zh-cn.ts';

/** The words of an invited person's page. */
export const useGuestTexts = lateTexts('guest', { en, 'zh-CN': zhCn });
