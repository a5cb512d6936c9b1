import { lateTexts } from '@guichet/ui';
import { en } from './en.ts';
import { zhCn } from './zh-cn.ts';

/** The words that the flow's parts of the workbench share. */
export const useFlowTexts = lateTexts('flow', { en, 'zh-CN': zhCn });
