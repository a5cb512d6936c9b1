import type { LocalText } from '@guichet/protocol';
import type { ChildEnd } from './supervised-child.ts';

/** One Ctrl-C reaches us several times: from the terminal, and passed on by npm and by the process that re-ran us. */
const SAME_PRESS_MS = 1_000;
const INTERRUPTED = 130;

/**
 * Runs `stop` on the first Ctrl-C, SIGTERM or SIGHUP; a second press gives up waiting. The promise settles when
 * `stop` has ended.
 */
export function onStopSignal(stop: () => Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    let firstAtMs: number | undefined;
    const handle = (): void => {
      const now = performance.now();
      if (firstAtMs === undefined) {
        firstAtMs = now;
        stop().then(resolve, reject);
      } else if (now - firstAtMs > SAME_PRESS_MS) {
        // The children see their pipe to us close and end by themselves.
        process.exit(INTERRUPTED);
      }
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, handle);
  });
}

/** The log line for a death that nobody asked for. */
export function describeEnd(end: ChildEnd | { name: 'database' }, restartInMs: number): LocalText {
  const how = 'signal' in end ? ` (${end.signal ?? `exit ${end.code}`})` : '';
  const time = new Date().toLocaleTimeString('sv-SE');
  const wait = restartInMs / 1000;
  return restartInMs === 0
    ? { en: `${time} ${end.name} died${how} and is started again`, 'zh-CN': `${time} ${end.name} 意外退出${how}，正在重新启动` }
    : {
        en: `${time} ${end.name} died again${how}; next start in ${wait} s`,
        'zh-CN': `${time} ${end.name} 再次退出${how}，${wait} 秒后重启`,
      };
}
