/**
 * Waits for a condition outside a test's own `expect.poll`: in a set-up, or in a script.
 *
 * @throws naming `what` when it has not come true at the deadline.
 */
export async function until(what: string, condition: () => boolean | Promise<boolean>, deadlineMs = 10_000): Promise<void> {
  const end = performance.now() + deadlineMs;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`Waited ${deadlineMs} ms in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
