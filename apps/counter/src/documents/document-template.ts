import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError, type Language, LocalText } from '@guichet/protocol';
import { z } from 'zod';

const Block = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('heading'), text: LocalText }),
  z.object({ kind: z.literal('paragraph'), text: LocalText }),
  z.object({ kind: z.literal('list'), items: z.array(LocalText).min(1).max(50) }),
  /** A row of name and value, e.g. amount: {{amount}}. */
  z.object({ kind: z.literal('field'), label: LocalText, value: LocalText }),
  /** What follows begins a page. */
  z.object({ kind: z.literal('break') }),
]);
export type Block = z.infer<typeof Block>;

/** A document that the counter typesets: `{{name}}` stands for a value that the flow gives. */
export const TextTemplate = z.object({
  formatVersion: z.literal(1),
  title: LocalText,
  blocks: z.array(Block).min(1).max(500),
  /** What stands beside the line for initials, in the upper margin of every page; null: there is none. */
  initials: LocalText.nullable().default(null),
  /** Who signs, at the foot of the last page: the first at the left (from 0.1 of its width), the second at the right (from 0.55). */
  signatures: z.array(LocalText).max(2).default([]),
  /** By the name of a value: what its keys are called, for answers that were chosen. */
  words: z.record(z.string(), z.record(z.string(), LocalText)).default({}),
  /** Names of the values that are amounts of money. */
  amounts: z.array(z.string()).default([]),
});
export type TextTemplate = z.infer<typeof TextTemplate>;

/** A text to typeset, or a PDF of the bank's own whose form fields are filled in. */
export type DocumentTemplate =
  | { readonly kind: 'text'; readonly template: TextTemplate }
  | { readonly kind: 'pdf'; readonly bytes: Uint8Array };

/** No path, no dot: a name can't leave its folder. */
const TemplateName = z.string().regex(/^[a-z][a-z0-9-]{0,63}$/);

/**
 * Reads a template by its name: `NAME.LANGUAGE.pdf` where there is one, else `NAME.json`; of several folders the first that has it. Throws
 * `not_found`, and `internal` for a file that is no template.
 */
export async function readTemplate(folders: readonly string[], name: string, language: Language): Promise<DocumentTemplate> {
  if (!TemplateName.safeParse(name).success) throw new AppError('not_found');
  for (const folder of folders) {
    const bytes = await readIfThere(join(folder, `${name}.${language}.pdf`));
    if (bytes !== null) return { kind: 'pdf', bytes };
    const json = await readIfThere(join(folder, `${name}.json`));
    if (json !== null) return { kind: 'text', template: parse(json) };
  }
  throw new AppError('not_found');
}

function parse(json: Buffer): TextTemplate {
  try {
    return TextTemplate.parse(JSON.parse(json.toString('utf8')));
  } catch (cause) {
    throw new AppError('internal', { cause });
  }
}

async function readIfThere(path: string): Promise<Buffer | null> {
  try {
    return await readFile(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}
