import { type RefObject, useEffect } from 'react';

let shown = false;

/**
 * A screen that takes the place of another is a new page to whoever does not see it: reading starts at its beginning, and its name is the title of the
 * window. The first screen leaves the focus where the browser put it.
 */
export function useScreenChange(main: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const element = main.current;
    if (element === null) return;
    if (shown && !element.contains(document.activeElement)) element.focus({ preventScroll: true });
    shown = true;
    scrollTo(0, 0);
    const name = () => {
      const heading = document.querySelector('h1')?.textContent ?? '';
      const bank = document.querySelector('[data-bank]')?.textContent ?? '';
      document.title = [heading, bank].filter((part) => part !== '').join(' – ');
    };
    name();
    const observer = new MutationObserver(name);
    observer.observe(element, { childList: true, subtree: true, characterData: true });
    return () => observer.disconnect();
  }, [main]);
}
