import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';

/**
 * The languages, as a page sets them up, for tests that draw parts of one. Import this first and the parts by `await import()` behind it: words that come
 * with a part are told to the languages as it is loaded. It happens once, however many tests share a process, as those that are loaded by then are not loaded again.
 */
await i18next.use(initReactI18next).init({ lng: 'en', keySeparator: false, nsSeparator: false, interpolation: { escapeValue: false } });

export { i18next };
