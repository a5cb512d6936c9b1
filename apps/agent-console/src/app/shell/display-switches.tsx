import { Button, chooseLanguage, THEME_CHOICES, useTheme } from '@guichet/ui';
import { IconDeviceDesktop, IconLanguage, IconMoon, IconSun } from '@tabler/icons-react';
import { useTexts } from '../texts/use-texts.ts';

const THEME_ICONS = { light: IconSun, dark: IconMoon, system: IconDeviceDesktop } as const;

/** Offers the other language by its own name. */
export function LanguageSwitch() {
  const { language } = useTexts();
  const other = language === 'zh-CN' ? 'en' : 'zh-CN';
  return (
    <Button kind="quiet" icon={<IconLanguage size={16} stroke={1.75} aria-hidden />} onClick={() => void chooseLanguage(other)}>
      <span lang={other}>{other === 'en' ? 'English' : '中文'}</span>
    </Button>
  );
}

/** Steps through light, dark and "as the device". */
export function ThemeSwitch() {
  const { t } = useTexts();
  const { choice, choose } = useTheme();
  const Icon = THEME_ICONS[choice];
  const next = THEME_CHOICES[(THEME_CHOICES.indexOf(choice) + 1) % THEME_CHOICES.length] ?? 'system';
  return (
    <Button kind="quiet" icon={<Icon size={16} stroke={1.75} aria-hidden />} onClick={() => choose(next)}>
      <span className="visually-hidden">{t('account.theme')}: </span>
      {t(`account.theme.${choice}`)}
    </Button>
  );
}
