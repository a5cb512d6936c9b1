import { LANGUAGES, type Language } from '@guichet/protocol';
import i18next, { type BackendModule } from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Texts } from './texts.ts';
import { UI_NAMESPACE } from './use-ui-texts.ts';

const LANGUAGE_KEY = 'guichet.language';

interface LanguageSetUp {
  /** Name of the app's own namespace. */
  readonly namespace: string;
  /** Brings the app's texts in one language; a dynamic import, so that only the language in use is loaded. */
  readonly load: (language: Language) => Promise<Texts>;
  /** Decides when neither the address nor the last choice does. */
  readonly fallback?: Language | undefined;
}

async function loadUiTexts(language: Language): Promise<Texts> {
  return language === 'zh-CN' ? (await import('./zh-cn.ts')).zhCn : (await import('./en.ts')).en;
}

/** The language of Guichet that a BCP 47 tag stands for: any Chinese is `zh-CN`, anything else known is English. */
export function languageFromTag(tag: string | null | undefined): Language | null {
  if (tag === null || tag === undefined || tag === '') return null;
  if (/^zh\b/i.test(tag)) return 'zh-CN';
  return /^en\b/i.test(tag) ? 'en' : null;
}

function storedLanguage(): Language | null {
  try {
    return languageFromTag(localStorage.getItem(LANGUAGE_KEY));
  } catch {
    return null;
  }
}

/** The language a page starts in: `?lang=` in the address, the last choice, the browser's first known language, the fallback. */
export function startingLanguage(fallback: Language = 'zh-CN'): Language {
  const asked = languageFromTag(new URLSearchParams(location.search).get('lang'));
  const spoken = navigator.languages.map(languageFromTag).find((known) => known !== null) ?? null;
  return asked ?? storedLanguage() ?? spoken ?? fallback;
}

/** Sets i18next up with the shared texts and the app's; resolves when the first language is there. Call once, before rendering. */
export async function setUpLanguage({ namespace, load, fallback }: LanguageSetUp): Promise<void> {
  const backend: BackendModule = {
    type: 'backend',
    init: () => undefined,
    read: (tag, wanted, callback) => {
      const language = languageFromTag(tag) ?? LANGUAGES[0];
      const texts = wanted === UI_NAMESPACE ? loadUiTexts(language) : load(language);
      texts.then(
        (loaded) => callback(null, { ...loaded }),
        (error: unknown) => callback(error as Error, null),
      );
    },
  };
  i18next.on('languageChanged', (language) => {
    document.documentElement.lang = language;
  });
  await i18next
    .use(backend)
    .use(initReactI18next)
    .init({
      lng: startingLanguage(fallback),
      supportedLngs: LANGUAGES,
      fallbackLng: false,
      load: 'currentOnly',
      ns: [UI_NAMESPACE, namespace],
      defaultNS: namespace,
      keySeparator: false,
      nsSeparator: false,
      interpolation: { escapeValue: false }, // React escapes
      react: { useSuspense: false },
    });
}

/** The language that the page shows. */
export const pageLanguage = (): Language => languageFromTag(i18next.language) ?? LANGUAGES[0];

/** Called after every change of it. */
export function onPageLanguage(listener: (language: Language) => void): void {
  i18next.on('languageChanged', (tag) => listener(languageFromTag(tag) ?? LANGUAGES[0]));
}

/** Changes the language of the page and remembers it. */
export async function chooseLanguage(language: Language): Promise<void> {
  await i18next.changeLanguage(language);
  try {
    localStorage.setItem(LANGUAGE_KEY, language);
  } catch {
    // A page that may not store works all the same; it only forgets.
  }
}
