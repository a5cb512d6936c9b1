import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Generated, GeneratedRead } from './read-generated.ts';

/** Pictures come and go: with little room before they are collected, in megabytes, a tenth of the time goes into collecting. */
const ROOM = ['--max-semi-space-size=64', '--initial-old-space-size=1000'];
const PROGRAM = fileURLToPath(new URL('./accuracy-process.ts', import.meta.url));
/** A line has a deadline, and a machine that was stopped for a while may miss it: the same document is read again, and in the end it is a fault. */
const TRIES = 3;

type Answer = { readonly ready: true } | { readonly read: GeneratedRead } | { readonly failed: string };

interface Work {
  readonly processes: number;
  /** The next document to be read; null when there is none left. */
  readonly next: () => Generated | null;
  readonly onRead: (read: GeneratedRead) => Promise<void> | void;
}

/** Reads generated documents in several processes until there are none left. What was begun is ended. @throws where a document cannot be read at all */
export async function readInProcesses({ processes, next, onRead }: Work): Promise<void> {
  const started = Array.from({ length: processes }, () =>
    fork(PROGRAM, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'], execArgv: [...process.execArgv, ...ROOM] }),
  );
  try {
    await Promise.all(
      started.map(async (child) => {
        await answerOf(child);
        for (let generated = next(); generated !== null; generated = next()) await onRead(await readIn(child, generated));
      }),
    );
  } finally {
    for (const child of started) child.kill();
  }
}

async function readIn(child: ChildProcess, generated: Generated): Promise<GeneratedRead> {
  let problem = '';
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const answered = answerOf(child);
    child.send(generated);
    const answer = await answered;
    if ('read' in answer) return answer.read;
    problem = 'failed' in answer ? answer.failed : 'no answer';
  }
  throw new Error(`document ${generated.seed} (${generated.type}, ${generated.level}) could not be read: ${problem}`);
}

function answerOf(child: ChildProcess): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null, signal: string | null) =>
      reject(new Error(`a process that reads documents ended: ${signal ?? code}`));
    child.once('exit', onExit);
    child.once('message', (answer) => {
      child.off('exit', onExit);
      resolve(answer as Answer);
    });
  });
}
