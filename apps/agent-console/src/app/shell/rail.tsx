import { AppError, type Language, type StaffView } from '@guichet/protocol';
import { Button, chooseLanguage, errorText, THEME_CHOICES, type ThemeChoice, useTheme } from '@guichet/ui';
import { Popover, SegmentedControl, Tooltip } from '@mantine/core';
import {
  IconApi,
  IconArchive,
  IconBriefcase,
  IconChartBar,
  IconClipboardCheck,
  IconFilterCheck,
  IconHeadset,
  IconHistory,
  IconHourglass,
  IconIdOff,
  IconKey,
  IconLogout,
  IconPlayerPlay,
  IconPlugConnected,
  IconPuzzle,
  IconRoute,
  IconSearch,
  IconServer2,
  IconUserCheck,
  IconUserShare,
  IconUsers,
} from '@tabler/icons-react';
import { Link, useRouter } from '@tanstack/react-router';
import { Logo } from '../parts/logo.tsx';
import { type Page, PAGE_ROLES } from '../router.tsx';
import { useServices } from '../services.ts';
import { hasRole } from '../staff-session.ts';
import { useStore } from '../store.ts';
import { useTexts } from '../texts/use-texts.ts';
import classes from './shell.module.css';

const PAGES: readonly {
  page: Page;
  text: `nav.${'desk' | 'checks' | 'recordings' | 'search' | 'reviews' | 'assignments' | 'sampling' | 'figures' | 'audit' | 'retention' | 'store' | 'flows' | 'components' | 'services' | 'staff' | 'clients' | 'operations' | 'blockList' | 'nodes'}`;
  icon: typeof IconHeadset;
}[] = [
  { page: '/desk', text: 'nav.desk', icon: IconHeadset },
  { page: '/checks', text: 'nav.checks', icon: IconUserCheck },
  { page: '/recordings', text: 'nav.recordings', icon: IconPlayerPlay },
  { page: '/search', text: 'nav.search', icon: IconSearch },
  { page: '/reviews', text: 'nav.reviews', icon: IconClipboardCheck },
  { page: '/assignments', text: 'nav.assignments', icon: IconUserShare },
  { page: '/sampling', text: 'nav.sampling', icon: IconFilterCheck },
  { page: '/figures', text: 'nav.figures', icon: IconChartBar },
  { page: '/audit', text: 'nav.audit', icon: IconHistory },
  { page: '/retention', text: 'nav.retention', icon: IconHourglass },
  { page: '/store', text: 'nav.store', icon: IconArchive },
  { page: '/flows', text: 'nav.flows', icon: IconRoute },
  { page: '/components', text: 'nav.components', icon: IconPuzzle },
  { page: '/services', text: 'nav.services', icon: IconBriefcase },
  { page: '/staff', text: 'nav.staff', icon: IconUsers },
  { page: '/clients', text: 'nav.clients', icon: IconPlugConnected },
  { page: '/operations', text: 'nav.operations', icon: IconApi },
  { page: '/block-list', text: 'nav.blockList', icon: IconIdOff },
  { page: '/nodes', text: 'nav.nodes', icon: IconServer2 },
];

export function Rail({ staff }: { readonly staff: StaffView }) {
  const { t } = useTexts();
  return (
    <nav className={classes['rail']} aria-label={t('nav.label')}>
      <Logo className={classes['logo']} />
      <ul>
        {PAGES.filter(({ page }) => hasRole(staff, ...PAGE_ROLES[page])).map(({ page, text, icon: Icon }) => (
          <li key={page}>
            <Tooltip label={t(text)} position="right" withinPortal>
              <Link to={page} className={classes['link'] ?? ''} aria-label={t(text)}>
                <Icon size={20} stroke={1.6} aria-hidden />
              </Link>
            </Tooltip>
          </li>
        ))}
      </ul>
      <span className={classes['grow']} />
      <AccountMenu staff={staff} />
    </nav>
  );
}

function AccountMenu({ staff }: { readonly staff: StaffView }) {
  const { t, language } = useTexts();
  const { choice, choose } = useTheme();
  const { staff: session, desk, toasts } = useServices();
  const router = useRouter();
  const inCall = useStore(desk.desk)?.workbench?.call != null;
  const signOut = async () => {
    try {
      await session.signOut();
    } catch (thrown) {
      toasts.show('danger', errorText(AppError.from(thrown), language));
    }
  };
  return (
    <Popover position="right-end" width={264} withinPortal trapFocus returnFocus>
      <Popover.Target>
        <button type="button" className={classes['avatar']} aria-label={t('nav.account', { name: staff.displayName })}>
          <span aria-hidden>{[...staff.displayName][0]}</span>
        </button>
      </Popover.Target>
      <Popover.Dropdown className={classes['account'] ?? ''}>
        <p className={classes['who']}>
          <strong>{staff.displayName}</strong>
          <small className="num">
            {t('account.number', { number: staff.staffNumber })} · {staff.roles.map((role) => t(`role.${role}`)).join(' / ')}
          </small>
        </p>
        <SegmentedControl
          size="xs"
          fullWidth
          value={choice}
          onChange={(value) => choose(value as ThemeChoice)}
          aria-label={t('account.theme')}
          data={THEME_CHOICES.map((value) => ({ value, label: t(`account.theme.${value}`) }))}
        />
        <SegmentedControl
          size="xs"
          fullWidth
          value={language}
          onChange={(value) => void chooseLanguage(value as Language)}
          aria-label={t('account.language')}
          data={[
            { value: 'zh-CN', label: '中文' },
            { value: 'en', label: 'English' },
          ]}
        />
        <Button
          wide
          icon={<IconKey size={16} stroke={1.75} aria-hidden />}
          offReason={inCall ? t('account.signOutInCall') : null}
          onClick={() => void router.navigate({ to: '/password' })}
        >
          {t('account.password')}
        </Button>
        <Button
          wide
          icon={<IconLogout size={16} stroke={1.75} aria-hidden />}
          offReason={inCall ? t('account.signOutInCall') : null}
          onClick={() => void signOut()}
        >
          {t('account.signOut')}
        </Button>
      </Popover.Dropdown>
    </Popover>
  );
}
