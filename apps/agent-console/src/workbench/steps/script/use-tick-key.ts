import { useEffect, useRef } from 'react';

/** What has a meaning of its own for Space and Enter, or covers the line. */
const OWN_KEYS = 'input, textarea, select, button, a, summary, label, [role=tab], [role=menuitem], [contenteditable=true], dialog';

/** Space and Enter tick the present line from wherever the agent is not typing or pressing something else. Null: there is nothing to tick. */
export function useTickKey(tick: (() => void) | null): void {
  const latest = useRef(tick);
  latest.current = tick;
  const on = tick !== null;
  useEffect(() => {
    if (!on) return;
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== ' ' && event.key !== 'Enter') return;
      // A key that is held down must not tick line after line.
      if (event.repeat || event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
      if (event.target instanceof Element && event.target.closest(OWN_KEYS) !== null) return;
      if (document.querySelector('dialog[open]') !== null) return;
      event.preventDefault();
      latest.current?.();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [on]);
}
