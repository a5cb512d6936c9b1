import type { ClosedAnswer } from '../engine.ts';

/** What people answer with. Whatever else is said is no answer, and goes to a person. */
export const PHRASES: Readonly<Record<ClosedAnswer, readonly string[]>> = {
  yes: [
    'yes',
    'yes i agree',
    'i agree',
    'yes i understand',
    'i understand',
    'yes i confirm',
    'i confirm',
    'yes i do',
    'i do',
    'yes it is',
    'that is correct',
  ],
  no: [
    'no',
    'no i do not',
    "no i don't",
    'i do not agree',
    "i don't agree",
    'i do not understand',
    "i don't understand",
    'no thank you',
    'no it is not',
  ],
  repeat: [
    'please repeat',
    'please repeat that',
    'repeat that please',
    'can you repeat that',
    'can you repeat that please',
    'say that again',
    'please say that again',
  ],
};

/** The sounds of American English, as the model's dictionary names them. */
const PHONES = 'AA AE AH AO AW AY B CH D DH EH ER EY F G HH IH IY JH K L M N NG OW OY P R S SH T TH UH UW V W Y Z ZH'.split(' ');

/** A grammar of the recogniser (JSGF 1.0) with the dictionary of its words. */
export interface Grammar {
  readonly jsgf: string;
  readonly dictionary: string;
}

/** One of these phrases and nothing else. `dictionary`: lines of CMUdict. @throws Error when it lacks a word */
export function phraseGrammar(phrases: readonly string[], dictionary: string): Grammar {
  const entries = Map.groupBy(dictionary.split('\n'), (line) => /^([^\s(]+)(?:\(\d+\))?\s/.exec(line)?.[1] ?? '');
  const words = [...new Set(phrases.flatMap((phrase) => phrase.split(' ')))];
  const known = words.map((word) => {
    const lines = entries.get(word);
    if (lines === undefined) throw new Error(`The dictionary lacks “${word}”`);
    return lines.join('\n');
  });
  return { jsgf: `#JSGF V1.0;\ngrammar answers;\npublic <answer> = ${phrases.join(' | ')};\n`, dictionary: `${known.join('\n')}\n` };
}

/** Any sounds at all in any order: what an answer has to fit better than, or nearly as well as. */
export const phoneLoop: Grammar = {
  jsgf: `#JSGF V1.0;\ngrammar sounds;\npublic <sounds> = ( ${PHONES.map((phone) => phone.toLowerCase()).join(' | ')} )+;\n`,
  dictionary: PHONES.map((phone) => `${phone.toLowerCase()} ${phone}\n`).join(''),
};
