/**
 * The loops of a graph: its strongly connected components of more than one node, and nodes with an edge to themselves. Each loop is named in the
 * order in which its nodes were found. (R. Tarjan, Depth-first search and linear graph algorithms, 1972.)
 */
export function loopsOf(next: ReadonlyMap<string, readonly string[]>): string[][] {
  const found = new Map<string, { index: number; low: number }>();
  const stack: string[] = [];
  const loops: string[][] = [];

  const visit = (id: string): number => {
    const mark = { index: found.size, low: found.size };
    found.set(id, mark);
    stack.push(id);
    for (const end of next.get(id) ?? []) {
      const known = found.get(end);
      if (!known) {
        mark.low = Math.min(mark.low, visit(end));
      } else if (stack.includes(end)) {
        mark.low = Math.min(mark.low, known.index);
      }
    }
    if (mark.low !== mark.index) return mark.low;
    const component = stack.splice(stack.indexOf(id));
    if (component.length > 1 || (next.get(id) ?? []).includes(id)) loops.push(component);
    return mark.low;
  };

  // At most as deep as a definition has nodes.
  for (const id of next.keys()) if (!found.has(id)) visit(id);
  return loops;
}
