/** BCP 47 tags of the languages every text of Guichet exists in. Without a schema, for pages that have loaded none yet. */
export const LANGUAGES = ['zh-CN', 'en'] as const;
