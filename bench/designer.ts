import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DesignerPage } from '@guichet/e2e/kit/designer-page.ts';
import { Installation } from '@guichet/e2e/kit/installation.ts';
import { serveBare } from './designer/bare-page.ts';
import { type Drag, drag } from './designer/drag.ts';
import { largeFlow } from './designer/large-flow.ts';
import { type Figure, percentile } from './figures.ts';
import { interleave } from './interleave.ts';

const NODES = 200;
const ROUNDS = 7;
const MAX_RATIO = 1.3;

export const summary = 'dragging one of 200 steps in the designer, beside bare xyflow with as many nodes and edges';

/** Both in one browser, in turns: what a move of the mouse costs. */
export async function run({
  rounds = ROUNDS,
  progress,
}: {
  rounds?: number | undefined;
  progress: (line: string) => void;
}): Promise<readonly Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'guichet-bench-designer-'));
  const installation = await Installation.start();
  const flow = largeFlow(NODES);
  const bare = await serveBare(folder, flow);
  try {
    const designer = await DesignerPage.signIn(installation, 'designer', 'en');
    try {
      const file = join(folder, 'flow.json');
      await writeFile(file, JSON.stringify(flow));
      await designer.openList();
      await designer.page.locator('[data-import]').setInputFiles(file);
      await designer.page.getByRole('button', { name: 'Open the canvas' }).click();
      await designer.isSaved();
      const ours = designer.page;
      const peer = await ours.context().newPage();
      await peer.goto(bare.url);
      const contestants = {
        ours: async () => {
          await ours.bringToFront();
          return drag(ours);
        },
        peer: async () => {
          await peer.bringToFront();
          return drag(peer);
        },
      };
      // Once each, not counted: what is compiled on the way is compiled then.
      await interleave(contestants, 1);
      const results = await interleave(contestants, rounds, (name, round, { handlerMs, workMs }) =>
        progress(
          `${name} ${round}: handler p95 ${percentile(handlerMs, 0.95).toFixed(2)} ms, work p95 ${percentile(workMs, 0.95).toFixed(2)} ms`,
        ),
      );
      return [
        pooled(`drag handler, p95 of all rounds, ${NODES} nodes`, 'handlerMs', results),
        pooled(`all work of the page for one move, p95 of all rounds, ${NODES} nodes`, 'workMs', results),
      ];
    } finally {
      await designer.close();
    }
  } finally {
    await bare.close();
    await installation.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** The 95th percentile of all moves of all rounds together: of one round it is the sixth slowest move, and what the machine does else decides that. */
function pooled(
  what: string,
  kind: keyof Drag,
  { ours, peer }: { readonly ours: readonly Drag[]; readonly peer: readonly Drag[] },
): Figure {
  const p95 = (moves: readonly number[]): number => percentile(moves, 0.95);
  const [own, theirs] = [p95(ours.flatMap((drag) => drag[kind])), p95(peer.flatMap((drag) => drag[kind]))];
  return {
    what,
    ours: own,
    peer: theirs,
    ratio: own / theirs,
    unit: 'ms',
    limit: `ratio ≤ ${MAX_RATIO}`,
    ok: own / theirs <= MAX_RATIO,
    rounds: { ours: ours.map((drag) => p95(drag[kind])), peer: peer.map((drag) => p95(drag[kind])) },
  };
}
