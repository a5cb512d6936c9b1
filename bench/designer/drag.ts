import type { DesignerPage } from '@guichet/e2e/kit/designer-page.ts';
import { z } from 'zod';

type Page = DesignerPage['page'];
type CDPSession = Awaited<ReturnType<ReturnType<Page['context']>['newCDPSession']>>;

const MOVES = 120;

export interface Drag {
  /** How long the listeners of a move took, ms each. */
  readonly handlerMs: readonly number[];
  /** What the page's main thread did for a move until it was drawn: scripts, styles, layout, painting; ms each. */
  readonly workMs: readonly number[];
}

/** Takes the node in the middle of the canvas round in a circle, one move a frame. */
export async function drag(page: Page): Promise<Drag> {
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
  const ended = await tracedMoves(session);
  for (let move = 1; move <= MOVES; move++) {
    const angle = (move / MOVES) * 2 * Math.PI;
    const before = await busy();
    await page.mouse.move(at.x + Math.sin(angle) * 120, at.y + (1 - Math.cos(angle)) * 60);
    await page.evaluate(drawn);
    workMs.push((await busy()) - before);
  }
  await page.mouse.up();
  const handlerMs = await ended();
  await session.detach();
  if (handlerMs.length < MOVES / 2) throw new Error(`Only ${handlerMs.length} of ${MOVES} moves were handled`);
  return { handlerMs, workMs };
}

const Dispatched = z.object({
  name: z.literal('EventDispatch'),
  dur: z.number(),
  args: z.object({ data: z.object({ type: z.literal('mousemove') }) }),
});

/**
 * What the listeners of each move took, as the browser itself traces it, in microseconds: a page's own clock is too coarse for that (100 µs where it is not
 * isolated, https://www.w3.org/TR/hr-time-3/#clock-resolution). Begins at once; the function it resolves to ends it.
 */
async function tracedMoves(session: CDPSession): Promise<() => Promise<readonly number[]>> {
  const found: number[] = [];
  session.on('Tracing.dataCollected', ({ value }) => {
    for (const event of value) {
      const { data } = Dispatched.safeParse(event);
      if (data !== undefined) found.push(data.dur / 1_000);
    }
  });
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { recordMode: 'recordContinuously', includedCategories: ['devtools.timeline'], excludedCategories: ['*'] },
  });
  return async () => {
    const complete = new Promise<void>((resolve) => session.once('Tracing.tracingComplete', () => resolve()));
    await session.send('Tracing.end');
    await complete;
    return found;
  };
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
