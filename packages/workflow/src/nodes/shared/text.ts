import type { LocalText } from '@guichet/protocol';
import type { z } from 'zod';

/** A text in both languages, written on one line. */
export const text = (zhCn: string, en: string): LocalText => ({ 'zh-CN': zhCn, en });

/**
 * Says what a part of a configuration is, in both languages. JSON schema knows one language: `title` and `description` are the English ones, and
 * `x-texts` holds both for the designer.
 */
export function explained<Schema extends z.ZodType>(schema: Schema, title: LocalText, help?: LocalText): Schema {
  return schema.meta({
    title: title.en,
    ...(help === undefined ? {} : { description: help.en }),
    'x-texts': help === undefined ? { title } : { title, help },
  });
}
