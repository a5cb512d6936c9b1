import type { SessionQuery } from '@guichet/protocol';
import { z } from 'zod';
import { absolute, type Figure, percentile } from '../figures.ts';
import type { Standing } from '../review.ts';
import { signIn } from './signed-in.ts';

const LIMIT_MS = 300;
/** The counter lets one login ask so often; a search is measured, not the wait for the next. */
const PAUSE_MS = 220;
const Found = z.object({ total: z.number() });

const QUERIES: readonly (readonly [what: string, query: SessionQuery])[] = [
  ['everything, newest first, with facets', {}],
  ['two words in Chinese', { text: '理财产品 稳健' }],
  ['words that stand in few', { text: '卖房' }],
  ['a whole name', { customerName: '王明芳' }],
  ['a whole number', { number: '138 1000 4321' }],
  ['product, outcome and what failed', { products: ['insurance'], outcomes: ['completed'], inspection: ['fail', 'warn'] }],
  ['words, an agent’s days and gaps', { text: '风险', hasGaps: true, from: Date.UTC(2026, 5, 1) }],
];

/** What a search takes over HTTP, with its facets, names opened and everything. */
export async function searches(standing: Standing, rounds: number, progress: (line: string) => void): Promise<readonly Figure[]> {
  const headers = await signIn(standing);
  const all: number[] = [];
  for (const [what, query] of QUERIES) {
    const took: number[] = [];
    let total = 0;
    for (let round = 0; round < rounds; round++) {
      const body = JSON.stringify({ query });
      const began = performance.now();
      const answer = await fetch(`${standing.url}/v1/search`, { method: 'POST', headers, body });
      const reply: unknown = await answer.json();
      took.push(performance.now() - began);
      if (!answer.ok) throw new Error(`A search was answered ${answer.status}`);
      total = Found.parse(reply).total;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
    progress(`search: ${what}: ${total} found, p95 ${percentile(took, 0.95).toFixed(0)} ms`);
    all.push(...took);
  }
  return [
    absolute({
      what: `a search over 10,000 sessions with facets, p95 of ${all.length}`,
      ours: percentile(all, 0.95),
      unit: 'ms',
      limit: { below: LIMIT_MS },
    }),
  ];
}
