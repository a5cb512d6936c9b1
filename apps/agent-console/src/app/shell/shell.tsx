import { ToastRegion } from '@guichet/ui';
import { Outlet, useLocation, useRouter, useRouterState } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useServices } from '../services.ts';
import { useStore } from '../store.ts';
import { useTexts } from '../texts/use-texts.ts';
import { CallStrip } from './call-strip.tsx';
import { Rail } from './rail.tsx';
import classes from './shell.module.css';

/** The frame of every page for who is signed in. The desk's connection lives as long as the frame, whichever page is open. */
export function Shell() {
  const { t } = useTexts();
  const { desk, staff, toasts, media, ring } = useServices();
  const state = useStore(staff.state);
  const router = useRouter();
  const location = useLocation();
  // The page that is on the screen, not the one that is still being fetched.
  const shownPath = useRouterState({ select: (router) => router.resolvedLocation?.pathname ?? router.location.pathname });
  const signedIn = state.kind === 'in';

  useEffect(() => {
    if (!signedIn) return;
    desk.open();
    const stopFollowing = media.follow();
    const stopRinging = ring.follow(desk);
    return () => {
      stopRinging();
      stopFollowing();
      desk.close();
    };
  }, [signedIn, desk, media, ring]);

  useEffect(() => {
    if (state.kind !== 'out') return;
    void router.navigate({ to: '/login', search: state.expired ? { next: location.pathname } : {}, replace: true });
    // The address is wanted as it was when the login ended.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [state, router]);

  if (!signedIn) return null;
  return (
    <div className={classes['shell']}>
      <a className="skip-link" href="#page">
        {t('app.skip')}
      </a>
      <Rail staff={state.staff} />
      <div className={classes['content']}>
        {shownPath !== '/desk' && <CallStrip />}
        <main id="page" tabIndex={-1} className={classes['page']}>
          <Outlet />
        </main>
      </div>
      <ToastRegion store={toasts} className={classes['toasts']} />
    </div>
  );
}
