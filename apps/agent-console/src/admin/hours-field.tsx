import type { OpeningHours } from '@guichet/protocol';
import { Button, formatWeekday, IconButton } from '@guichet/ui';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useId } from 'react';
import { useTexts } from '../app/texts/use-texts.ts';
import classes from './admin.module.css';
import { toggle } from './choices.tsx';
import { FIRST_HOURS } from './service-form.ts';

const WEEK = [1, 2, 3, 4, 5, 6, 7];
const MOST_WINDOWS = 14;

interface HoursFieldProps {
  readonly hours: readonly OpeningHours[];
  readonly wrong: string | null;
  readonly onChange: (hours: readonly OpeningHours[]) => void;
}

/** When customers may enter: windows of a week, none for any time. */
export function HoursField({ hours, wrong, onChange }: HoursFieldProps) {
  const { t, language } = useTexts();
  const id = useId();
  const change = (index: number, part: Partial<OpeningHours>) =>
    onChange(hours.map((window, at) => (at === index ? { ...window, ...part } : window)));
  return (
    <fieldset className={classes['choices']} aria-describedby={id}>
      <legend>{t('services.hours')}</legend>
      <div className={classes['hours']}>
        {hours.map((window, index) => (
          // A window has nothing of its own but its place.
          <fieldset key={index} className={classes['window']} aria-label={t('services.window', { number: index + 1 })}>
            <div className={classes['options']}>
              {WEEK.map((day) => (
                <label key={day}>
                  <input
                    type="checkbox"
                    checked={window.days.includes(day)}
                    onChange={() => change(index, { days: [...toggle(window.days, day)] })}
                  />
                  {formatWeekday(day, language)}
                </label>
              ))}
            </div>
            <div className={classes['times']}>
              <input
                type="time"
                aria-label={t('services.from')}
                aria-invalid={(wrong !== null && window.from === '') || undefined}
                value={window.from}
                onChange={(event) => change(index, { from: event.currentTarget.value })}
              />
              <span aria-hidden>–</span>
              <input
                type="time"
                aria-label={t('services.to')}
                value={window.to}
                onChange={(event) => change(index, { to: event.currentTarget.value })}
              />
              <IconButton
                size="sm"
                kind="quiet"
                icon={<IconTrash size={16} stroke={1.75} aria-hidden />}
                label={t('services.removeWindow', { number: index + 1 })}
                onClick={() => onChange(hours.filter((_, at) => at !== index))}
              />
            </div>
          </fieldset>
        ))}
        {hours.length < MOST_WINDOWS && (
          <Button
            size="sm"
            className={classes['addWindow']}
            icon={<IconPlus size={16} stroke={1.75} aria-hidden />}
            onClick={() => onChange([...hours, FIRST_HOURS])}
          >
            {t('services.addWindow')}
          </Button>
        )}
      </div>
      <p id={id} className={wrong === null ? '' : classes['wrong']} aria-live="polite">
        {wrong ?? t(hours.length === 0 ? 'services.anyTime' : 'services.hoursHint')}
      </p>
    </fieldset>
  );
}
