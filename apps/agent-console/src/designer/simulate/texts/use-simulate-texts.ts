import { lateTexts, type Say } from '@guichet/ui';
import { en } from './en.ts';
import { zhCn } from './zh-cn.ts';

export type SimulateSay = Say<typeof en>;

/** The simulation's words in the language of the page. */
export const useSimulateTexts = lateTexts('simulate', { en, 'zh-CN': zhCn });
