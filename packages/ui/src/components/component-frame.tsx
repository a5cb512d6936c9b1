import { type ComponentShow, componentPagePath, type Language } from '@guichet/protocol';
import { useEffect, useRef, useState } from 'react';
import { ComponentHost } from '../state/component-host.ts';
import { useTheme } from '../theme/theme.ts';
import classes from './component-frame.module.css';

export interface ComponentFrameProps {
  /** Fingerprint of the component's page. */
  readonly page: string;
  /** What the step is called: screen readers name the frame by it. */
  readonly title: string;
  readonly role: string;
  readonly language: Language;
  readonly config: ComponentShow['config'];
  readonly kept: ComponentShow['kept'];
  readonly can: ComponentShow['can'];
  readonly onAct: (action: string, input: unknown) => Promise<boolean>;
  /** Said in its place when the frame has gone elsewhere by itself. */
  readonly gone: string;
}

const HEIGHTS = { first: 200, least: 48, most: 1_600 } as const;

/** Colours of the page around by what they are for. */
const COLOURS = {
  surface: '--bg-surface',
  text: '--fg-default',
  muted: '--fg-muted',
  border: '--line-control',
  accent: '--brand',
  onAccent: '--fg-on-brand',
} as const;

/**
 * The page of a bank's own component, in a frame of no origin: it has neither cookies nor storage, reaches neither the page around it nor the network,
 * and says what it wants through `ComponentHost`.
 */
export function ComponentFrame({ page, title, gone, onAct, ...shown }: ComponentFrameProps) {
  const { resolved: theme } = useTheme();
  const [heightPx, setHeightPx] = useState<number>(HEIGHTS.first);
  const [state, setState] = useState<'waiting' | 'shown' | 'gone'>('waiting');
  const act = useRef(onAct);
  act.current = onAct;
  const host = useRef<ComponentHost | null>(null);
  const { role, language, config, kept, can } = shown;

  useEffect(() => {
    const made = new ComponentHost({
      onAct: (action, input) => act.current(action, input),
      onHeight: (height) => setHeightPx(Math.min(HEIGHTS.most, Math.max(HEIGHTS.least, Math.ceil(height)))),
      onReady: () => setState('shown'),
      onMisuse: (why) => {
        if (why === 'left') setState('gone');
      },
      now: () => performance.now(),
    });
    host.current = made;
    return () => {
      made.close();
      host.current = null;
    };
  }, [page]);

  useEffect(() => {
    const style = getComputedStyle(document.documentElement);
    const colours = Object.fromEntries(Object.entries(COLOURS).map(([name, variable]) => [name, style.getPropertyValue(variable).trim()]));
    host.current?.show({ type: 'show', theme, colours, role, language, config, kept, can });
  }, [page, theme, role, language, config, kept, can]);

  if (state === 'gone') {
    return (
      <p className={classes['gone']} role="alert">
        {gone}
      </p>
    );
  }
  return (
    <iframe
      key={page}
      className={classes['frame']}
      title={title}
      sandbox="allow-scripts"
      allow=""
      referrerPolicy="no-referrer"
      src={componentPagePath(page)}
      onLoad={({ currentTarget: { contentWindow } }) => {
        if (contentWindow !== null) host.current?.connect(contentWindow);
      }}
      data-component={page}
      data-waiting={state === 'waiting' || undefined}
      style={{ height: heightPx, colorScheme: theme }}
    />
  );
}
