/** Something this machine lacks. `remedy` is the exact command (or setting) that mends it. */
export class SetupError extends Error {
  override readonly name = 'SetupError';
  readonly remedy: string | undefined;

  constructor(message: string, options: { remedy?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.remedy = options.remedy;
  }
}
