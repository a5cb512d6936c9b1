/** A random name by which a page that edits is known to the counter. */
export const editorPage = (): string => crypto.randomUUID().replaceAll('-', '');
