import type { StaffView } from '@guichet/protocol';
import { StateView } from '@guichet/ui';
import type { ReactNode } from 'react';
import { type Page, PAGE_ROLES } from '../router.tsx';
import { useServices } from '../services.ts';
import { hasRole } from '../staff-session.ts';
import { useStore } from '../store.ts';
import { useTexts } from '../texts/use-texts.ts';

export function useSignedIn(): StaffView | null {
  const state = useStore(useServices().staff.state);
  return state.kind === 'in' ? state.staff : null;
}

/** Shows the page to those it is meant for, and to others which role is missing. */
export function PageGuard({ page, children }: { readonly page: Page; readonly children: ReactNode }) {
  const { t } = useTexts();
  const staff = useSignedIn();
  if (staff === null) return null;
  const roles = PAGE_ROLES[page];
  if (hasRole(staff, ...roles)) return children;
  return (
    <StateView
      kind="denied"
      title={t('app.denied')}
      detail={t('app.deniedDetail', { roles: roles.map((role) => t(`role.${role}`)).join(' / ') })}
    />
  );
}
