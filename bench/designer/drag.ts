import type { DesignerPage } from '@guichet/e2e/kit/designer-page.ts';

type Page = DesignerPage['page'];

const MOVES = 120;

export interface Drag {
  /** How long the listeners of a move took, ms each. */
  readonly handlerMs: readonly number[];
  /** What the page's main thread did for a move until it was drawn: scripts, styles, layout, painting; ms each. */
  readonly workMs: readonly number[];
}

/** Takes the node in the middle of the canvas round in a circle, one move a frame. */
export async function drag(page: Page): Promise<Drag> {
  await page.evaluate(listen);
  const at = await page.evaluate(middle);
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  const busy = async (): Promise<number> => {
    const { metrics } = await session.send('Performance.getMetrics');
    return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0) * 1_000;
  };
  await page.mouse.move(at.x, at.y);
  await page.mouse.down();
  const workMs: number[] = [];
  for (let move = 1; move <= MOVES; move++) {
    const angle = (move / MOVES) * 2 * Math.PI;
    const before = await busy();
    await page.mouse.move(at.x + Math.sin(angle) * 120, at.y + (1 - Math.cos(angle)) * 60);
    await page.evaluate(drawn);
    workMs.push((await busy()) - before);
  }
  await page.mouse.up();
  await session.detach();
  const handlerMs = await page.evaluate(() => (globalThis as unknown as { moves: number[] }).moves.splice(0));
  if (handlerMs.length < MOVES / 2) throw new Error(`Only ${handlerMs.length} of ${MOVES} moves were handled`);
  return { handlerMs, workMs };
}

/** Runs in the page, once: listeners for moves that a drag adds to the window are timed. They stop all others, so that nothing can stand behind them. */
function listen(): void {
  const page = globalThis as unknown as { moves?: number[] };
  if (page.moves !== undefined) return;
  const moves: number[] = (page.moves = []);
  const timed = new WeakMap<object, EventListener>();
  const { addEventListener: add, removeEventListener: remove } = window;
  const isTimed = (type: string, listener: unknown): listener is EventListener => type === 'mousemove' && typeof listener === 'function';
  window.addEventListener = (type: string, listener: EventListenerOrEventListenerObject, options?: boolean | AddEventListenerOptions) => {
    if (!isTimed(type, listener)) return add.call(window, type, listener, options);
    const wrapped = (event: Event): void => {
      const began = performance.now();
      listener.call(window, event);
      moves.push(performance.now() - began);
    };
    timed.set(listener, wrapped);
    add.call(window, type, wrapped, options);
  };
  window.removeEventListener = (type: string, listener: EventListenerOrEventListenerObject, options?: boolean | EventListenerOptions) =>
    remove.call(window, type, (isTimed(type, listener) ? timed.get(listener) : undefined) ?? listener, options);
}

/** Runs in the page: the middle of the node that is nearest to the middle of the canvas. */
function middle(): { x: number; y: number } {
  const canvas = document.querySelector('.react-flow')?.getBoundingClientRect() ?? new DOMRect();
  const centre = { x: canvas.x + canvas.width / 2, y: canvas.y + canvas.height / 2 };
  const far = (box: DOMRect) => Math.hypot(box.x + box.width / 2 - centre.x, box.y + box.height / 2 - centre.y);
  const boxes = [...document.querySelectorAll('.react-flow__node')].map((node) => node.getBoundingClientRect());
  const [nearest = new DOMRect()] = boxes.toSorted((a, b) => far(a) - far(b));
  return { x: nearest.x + nearest.width / 2, y: nearest.y + nearest.height / 2 };
}

/** Runs in the page: resolves when what was asked for has been drawn. */
function drawn(): Promise<void> {
  return new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve())));
}
