import type { LocalText } from '@guichet/protocol';

/** Something this machine lacks. `remedy` is the exact command (or setting) that mends it. */
export class SetupError extends Error {
  override readonly name = 'SetupError';
  /** The message for people, in every language; `message` is the English one. */
  readonly texts: LocalText;
  readonly remedy: string | undefined;

  constructor(texts: LocalText, options: { remedy?: string; cause?: unknown } = {}) {
    super(texts.en, options.cause === undefined ? undefined : { cause: options.cause });
    this.texts = texts;
    this.remedy = options.remedy;
  }
}
