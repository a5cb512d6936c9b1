import type { Language, LocalText } from '@guichet/protocol';

/** Tells the person who waits what is being done and how long it took. */
export type Progress = {
  /** One line, for what is no step of its own. */
  note(texts: LocalText): void;
  /** Says what begins, and when it has ended, how long it took. A step that fails says so and rethrows. */
  step<T>(texts: LocalText, work: () => Promise<T>): Promise<T>;
};

/** Lines on standard error, in the reader's language. */
export function terminalProgress(language: Language, write: (line: string) => void = (line) => void process.stderr.write(line)): Progress {
  return {
    note: (texts) => write(`    ${texts[language]}\n`),
    async step(texts, work) {
      const label = texts[language];
      const startedAtMs = performance.now();
      const seconds = () => `${((performance.now() - startedAtMs) / 1000).toFixed(1)} s`;
      write(`  … ${label}\n`);
      try {
        const result = await work();
        write(`  ✓ ${label} (${seconds()})\n`);
        return result;
      } catch (error) {
        write(`  ✗ ${label} (${seconds()})\n`);
        throw error;
      }
    },
  };
}

/** For callers that show nothing, such as tests. */
export const silentProgress: Progress = { note: () => undefined, step: (_, work) => work() };
