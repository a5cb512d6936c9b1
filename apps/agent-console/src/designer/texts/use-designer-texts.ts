import type { Language } from '@guichet/protocol';
import { lateTexts, type Say } from '@guichet/ui';
import { ownPortName } from '../edit/known-components.ts';
import { en } from './en.ts';
import { zhCn } from './zh-cn.ts';

const useTexts = lateTexts('designer', { en, 'zh-CN': zhCn });
const texts: Readonly<Record<Language, Readonly<Record<string, string>>>> = { en, 'zh-CN': zhCn };

export interface DesignerSay extends Say<typeof en> {
  /** The word for a name out of a definition, e.g. of a port; the name itself where there is none. */
  readonly orName: (kind: 'port' | 'value' | 'tag' | 'field' | 'product' | 'variableType' | 'action', name: string) => string;
}

/** The designer's words in the language of the page. */
export function useDesignerTexts(): { readonly t: DesignerSay; readonly language: Language } {
  const { t, language } = useTexts();
  const orName: DesignerSay['orName'] = (kind, name) =>
    texts[language][`${kind}.${name}`] ?? (kind === 'port' ? ownPortName(name, language) : undefined) ?? name;
  return { t: Object.assign(t, { orName }), language };
}
