/** Words at the beginning of something on a page, in either of its languages. */
export const either = (en: string, zh: string): RegExp => new RegExp(`^(${[en, zh].map(escaped).join('|')})`);

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
