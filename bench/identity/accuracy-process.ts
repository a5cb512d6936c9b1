/** A process that draws documents and reads them, one at a time, as it is told (`reading-processes.ts`). */
import { openDocumentReader } from '@guichet/identity';
import { type Generated, readGenerated } from './read-generated.ts';

const reader = await openDocumentReader();

process.on('message', async (generated: Generated) => {
  try {
    process.send?.({ read: await readGenerated(reader, generated) });
  } catch (error) {
    process.send?.({ failed: error instanceof Error ? error.message : String(error) });
  }
});
process.on('disconnect', () => process.exit());
process.send?.({ ready: true });
