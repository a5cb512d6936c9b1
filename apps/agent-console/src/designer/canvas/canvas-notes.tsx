import { Button } from '@guichet/ui';
import { IconPlus, IconRouteOff, IconStack2 } from '@tabler/icons-react';
import { useDesignerTexts } from '../texts/use-designer-texts.ts';
import classes from './notes.module.css';
import step from './step.module.css';

/** What to do with an empty canvas. */
export function EmptyCanvas({ locked, onAdd }: { readonly locked: boolean; readonly onAdd: () => void }) {
  const { t } = useDesignerTexts();
  return (
    <div className={classes['empty']}>
      <div className={classes['hint']}>
        <IconRouteOff size={24} stroke={1.6} aria-hidden />
        <strong>{t('empty.title')}</strong>
        {locked ? (
          <p>{t('empty.locked')}</p>
        ) : (
          <>
            <ol>
              <li>{t('empty.first')}</li>
              <li>{t('empty.second')}</li>
              <li>{t('empty.third')}</li>
            </ol>
            <div>
              <Button kind="primary" icon={<IconPlus size={16} stroke={1.75} aria-hidden />} onClick={onAdd}>
                {t('empty.add')}
              </Button>
            </div>
          </>
        )}
      </div>
    </div>
  );
}

export function CanvasLegend({ showsPath }: { readonly showsPath: boolean }) {
  const { t } = useDesignerTexts();
  return (
    <ul className={classes['legend']} aria-label={t('legend.label')}>
      <li>
        <span className={step['rec']} aria-hidden />
        {t('canvas.recorded')}
      </li>
      <li>
        <IconStack2 size={14} stroke={1.75} aria-hidden />
        {t('legend.subFlow')}
      </li>
      {showsPath && (
        <li>
          <i style={{ background: 'var(--danger-mark)' }} aria-hidden />
          {t('legend.broken')}
        </li>
      )}
    </ul>
  );
}
