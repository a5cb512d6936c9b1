/** A wait that can be cut short. */
export class Waiting {
  #wake: (() => void) | null = null;
  #skipNext = false;

  /** Resolves after `ms`, or when woken. */
  async for(ms: number): Promise<void> {
    if (this.#skipNext) {
      this.#skipNext = false;
      return;
    }
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = null;
  }

  /** Ends the wait now; one that has not begun yet is skipped. */
  wake(): void {
    if (this.#wake) this.#wake();
    else this.#skipNext = true;
  }
}
