/** The one setting that is needed before the rest of the program is loaded; `../config.ts` checks all of them, this one too. */
export function readJournalDir(environment: NodeJS.ProcessEnv = process.env): string | null {
  return environment.JOURNAL_DIR || null;
}
