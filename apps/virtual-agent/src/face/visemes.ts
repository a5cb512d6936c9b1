/** The fifteen mouth shapes that speech is drawn with: silence, nine of consonants, five of vowels. */
export const VISEMES = ['sil', 'PP', 'FF', 'TH', 'DD', 'kk', 'CH', 'SS', 'nn', 'RR', 'aa', 'E', 'ih', 'oh', 'ou'] as const;
export type Viseme = (typeof VISEMES)[number];

/** Beginnings of phonemes as eSpeak names them, in IPA; the first that fits counts, so longer ones stand before shorter ones. */
const BEGINNINGS: readonly (readonly [string, Viseme])[] = [
  ['ts.', 'CH'],
  ['tɕ', 'CH'],
  ['tʃ', 'CH'],
  ['dʒ', 'CH'],
  ['ts', 'SS'],
  ['s.', 'CH'],
  ...each('ʃʒɕʂʐ', 'CH'),
  ...each('θð', 'TH'),
  ...each('sz', 'SS'),
  ...each('pbm', 'PP'),
  ...each('fv', 'FF'),
  ...each('tdɾʔ', 'DD'),
  ...each('kɡgxχhŋç', 'kk'),
  ...each('nlɲɫ', 'nn'),
  ...each('ɹrɻɚɝ', 'RR'),
  ...each('aɑɐʌæ', 'aa'),
  ...each('eɛɜəɤ', 'E'),
  ...each('iɪjɨ', 'ih'),
  ...each('oɔɒ', 'oh'),
  ...each('uʊwyʏɥɯ', 'ou'),
];

function each(letters: string, viseme: Viseme): (readonly [string, Viseme])[] {
  return [...letters].map((letter) => [letter, viseme] as const);
}

/** The mouth for a phoneme, e.g. `ˈɑu`, `ts.h`; for a pause and for whatever is no sound it is closed. */
export function visemeOf(phoneme: string): Viseme {
  // The switch of language inside a text is noted as `(en)`.
  if (phoneme.startsWith('(')) return 'sil';
  const sound = phoneme.replace(/^[ˈˌ']+/, '');
  return BEGINNINGS.find(([beginning]) => sound.startsWith(beginning))?.[1] ?? 'sil';
}
