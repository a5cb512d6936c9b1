import type { Language } from '@guichet/protocol';
import { useTranslation } from 'react-i18next';

/** Flat keys to texts. */
export type Texts = Readonly<Record<string, string>>;

/** The same texts in another language. Chinese has one plural form, so that `_one` is left out. */
export type Translation<Source extends Texts> = Readonly<Record<Exclude<keyof Source & string, `${string}_one`>, string>>;

/** A key as it is asked for: i18next adds the plural ending. */
export type TextKey<Source extends Texts> = keyof Source & string extends infer Key
  ? Key extends `${infer Stem}_${'one' | 'other'}`
    ? Stem
    : Key & string
  : never;

export type TextValues = Readonly<Record<string, string | number>>;
export type Say<Source extends Texts> = (key: TextKey<Source>, values?: TextValues) => string;

/**
 * The hook of one namespace with keys that the compiler knows: `const useTexts = textsOf<typeof en>('console')`, then
 * `const { t, language } = useTexts()`.
 */
export function textsOf<Source extends Texts>(namespace: string) {
  return function useTexts(): { t: Say<Source>; language: Language } {
    const { t, i18n } = useTranslation(namespace);
    return {
      t: (key, values) => t(key as string, { ...values }),
      language: i18n.language as Language,
    };
  };
}
