import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { isAlive } from '@guichet/database/embedded';
import { expect, test, vi } from 'vitest';
import { NAMES, ScratchInstallations, serves } from './testing/scratch-installations.ts';

const scratch = new ScratchInstallations();

test('whichever process is killed with -9 is back within 5 s, the others untouched', { timeout: 90_000 }, async () => {
  const running = await scratch.start();
  const { ports } = running;
  for (const name of NAMES) {
    const before = { ...running.pids };
    process.kill(before[name] ?? 0, 'SIGKILL');
    await vi.waitFor(
      async () => {
        const pid = running.pids[name] ?? 0;
        expect(pid !== before[name] && isAlive(pid), name).toBe(true);
        expect(await Promise.all([serves(ports.counter), serves(ports.signalling)]), name).toEqual([true, true]);
      },
      { timeout: 5_000, interval: 50 },
    );
    expect(running.restartCount(name)).toBe(1);
    for (const other of NAMES.filter((each) => each !== name)) expect(running.pids[other], other).toBe(before[other]);
  }
});

test('a launcher killed with -9 leaves neither servers nor database behind, and the folder free', async () => {
  const source = `
    import { startGuichet } from ${JSON.stringify(join(import.meta.dirname, 'index.ts'))};
    const running = await startGuichet(${JSON.stringify(scratch.options)});
    console.log(JSON.stringify(running.pids));
  `;
  const launcher = spawn(process.execPath, ['--input-type=module', '-e', source], { stdio: ['ignore', 'pipe', 'inherit'] });
  const pids = await new Promise<Record<string, number>>((resolve) =>
    launcher.stdout.once('data', (line) => resolve(JSON.parse(String(line)))),
  );
  launcher.kill('SIGKILL');
  await vi.waitFor(() => expect(Object.entries(pids).filter(([, pid]) => isAlive(pid))).toEqual([]), { timeout: 10_000, interval: 50 });
  const running = await scratch.start();
  expect(await serves(running.ports.counter)).toBe(true);
});
