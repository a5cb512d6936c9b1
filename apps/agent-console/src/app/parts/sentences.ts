import type { Language } from '@guichet/protocol';

/** Puts sentences one after the other: with a space, but for Chinese, whose full stop brings its own. */
export const sentences = (language: Language, ...parts: readonly string[]): string => parts.join(language === 'zh-CN' ? '' : ' ');
