import { AppError, type RoomPass, type VirtualAgentReport } from '@guichet/protocol';

/** Room passes: the first came with the command to join, every other one is asked for. */
export class Passes {
  readonly #report: (report: VirtualAgentReport) => void;
  #given: RoomPass | null;
  #answer: { readonly resolve: (pass: RoomPass) => void; readonly reject: (error: AppError) => void } | null = null;

  constructor(first: RoomPass, report: (report: VirtualAgentReport) => void) {
    this.#given = first;
    this.#report = report;
  }

  /** Rejects with what the counter says, or never answers: who asks has a deadline. */
  async get(): Promise<RoomPass> {
    const given = this.#given;
    this.#given = null;
    if (given !== null) return given;
    return new Promise((resolve, reject) => {
      this.#answer = { resolve, reject };
      this.#report({ type: 'pass_wanted' });
    });
  }

  answer(pass: RoomPass | AppError): void {
    if (pass instanceof AppError) this.#answer?.reject(pass);
    else this.#answer?.resolve(pass);
    this.#answer = null;
  }
}
