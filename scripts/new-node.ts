/** `node scripts/new-node.ts <type>`: the folders of a new node type on all sides, small but whole, and named where the sides look them up. */
import { parseArgs } from 'node:util';
import { fileURLToPath } from 'node:url';
import { NotMade, makeNode } from './new-node/make-node.ts';

const USAGE = `node scripts/new-node.ts <type>

  <type>   the new node type's name: small letters and hyphens, e.g. fee-notice

Makes packages/workflow/src/nodes/<type>, apps/customer-web/src/steps/<type> and
apps/agent-console/src/workbench/steps/<type>, and names them in the three tables.`;

function main(): number {
  const { positionals, values } = parseArgs({ allowPositionals: true, options: { help: { type: 'boolean', short: 'h' } } });
  const [type] = positionals;
  if (values.help || type === undefined || positionals.length > 1) {
    process.stderr.write(`${USAGE}\n`);
    return values.help ? 0 : 2;
  }
  try {
    const made = makeNode(fileURLToPath(new URL('..', import.meta.url)), type);
    process.stdout.write(`${made.join('\n')}\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof NotMade)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 1;
  }
}

process.exitCode = main();
