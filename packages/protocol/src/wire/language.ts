import { z } from 'zod';

/** BCP 47 tags of the languages every text of Guichet exists in. */
export const Language = z.enum(['zh-CN', 'en']);
export type Language = z.infer<typeof Language>;

/** A text in every language. */
export const LocalText = z.object({ 'zh-CN': z.string().min(1).max(4000), en: z.string().min(1).max(4000) });
export type LocalText = z.infer<typeof LocalText>;
