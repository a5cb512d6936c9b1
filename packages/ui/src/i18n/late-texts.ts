import type { Language } from '@guichet/protocol';
import i18next from 'i18next';
import { type Say, type Texts, textsOf, type Translation } from './texts.ts';

/**
 * Texts that come with a part of an app instead of with its first screen: both languages, as they are small, so that changing the language has
 * nothing to wait for. Returns the part's hook, as `textsOf` does.
 */
export function lateTexts<Source extends Texts>(
  namespace: string,
  texts: { readonly en: Source; readonly 'zh-CN': Translation<Source> },
): () => { t: Say<Source>; language: Language } {
  for (const [language, bundle] of Object.entries(texts)) i18next.addResourceBundle(language, namespace, bundle);
  return textsOf<Source>(namespace);
}
