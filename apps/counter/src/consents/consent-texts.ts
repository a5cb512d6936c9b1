import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { canonicalJson } from '@guichet/evidence';
import { AppError, type Language } from '@guichet/protocol';
import { ConsentText, effectContracts } from '@guichet/workflow';
import { z } from 'zod';
import type { FlowServices } from '../flows/flow-services.ts';

/** A text as it stands in a file. Never edited once a customer may have read it: another wording is another version. */
const ConsentFile = ConsentText.extend({ formatVersion: z.literal(1), kind: z.string(), textVersion: z.string() });

/** No path, no dot: a version can't leave its folder. */
const VersionName = z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/);

interface Wanted {
  readonly kind: string;
  readonly textVersion: string;
}

/** Gives flows the texts of consents, with what the log is to say was shown. */
export function registerConsentTexts(services: FlowServices, folders: readonly string[]): void {
  services.register('consent.text', {
    where: 'outside',
    run: async ({ payload }) => {
      const { own, ...wanted } = effectContracts['consent.text'].payload.parse(payload);
      const text = own ?? (await readConsentText(folders, wanted));
      const hash = (language: Language) => consentHash(wanted, text, language);
      return { ok: true, text, hashes: { 'zh-CN': hash('zh-CN'), en: hash('en') } };
    },
  });
}

/** The text of that version; of several folders the first that has it. Throws `not_found`, and `internal` for a file that is no such text. */
export async function readConsentText(folders: readonly string[], { kind, textVersion }: Wanted): Promise<ConsentText> {
  if (!VersionName.safeParse(textVersion).success) throw new AppError('not_found');
  for (const folder of folders) {
    const json = await readIfThere(join(folder, `${textVersion}.json`));
    if (json === null) continue;
    const { title, body, withoutIt, ...file } = parse(json);
    // A file under another's name would have somebody agree to something else.
    if (file.kind !== kind || file.textVersion !== textVersion) throw new AppError('internal');
    return { title, body, withoutIt };
  }
  throw new AppError('not_found');
}

/** SHA-256 over the canonical JSON (RFC 8785) of everything that a customer could read in their language, with its version. */
export function consentHash({ kind, textVersion }: Wanted, { title, body, withoutIt }: ConsentText, language: Language): string {
  const shown = {
    kind,
    textVersion,
    language,
    title: title[language],
    body: body.map((paragraph) => paragraph[language]),
    withoutIt: withoutIt?.[language] ?? null,
  };
  return createHash('sha256').update(canonicalJson(shown)).digest('hex');
}

function parse(json: string): z.infer<typeof ConsentFile> {
  try {
    return ConsentFile.parse(JSON.parse(json));
  } catch (cause) {
    throw new AppError('internal', { cause });
  }
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}
