import type { Language } from '@guichet/protocol';
import type { TextTemplate } from './document-template.ts';
import type { Values } from './typeset.ts';

/** Two decimals and groups of three: so an amount is written in a contract, in either language. */
const AMOUNT = new Intl.NumberFormat('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** A flow's values as people read them: the template's words for keys of a choice, amounts with their zeros grouped. All others stay as they are. */
export function wordedValues({ words, amounts }: Pick<TextTemplate, 'words' | 'amounts'>, language: Language, values: Values): Values {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      if (typeof value === 'number' && amounts.includes(name)) return [name, AMOUNT.format(value)];
      const known = Object.hasOwn(words, name) ? words[name] : undefined;
      const word = known !== undefined && Object.hasOwn(known, String(value)) ? known[String(value)] : undefined;
      return [name, word === undefined ? value : word[language]];
    }),
  );
}
