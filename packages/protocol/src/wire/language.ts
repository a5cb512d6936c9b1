import { z } from 'zod';
import { LANGUAGES } from './language-tags.ts';

/** One of the languages every text of Guichet exists in. */
export const Language = z.enum(LANGUAGES);
export type Language = z.infer<typeof Language>;

/** A text in every language. */
export const LocalText = z.object({ 'zh-CN': z.string().min(1).max(4000), en: z.string().min(1).max(4000) });
export type LocalText = z.infer<typeof LocalText>;
