import { Picture } from '../../flow/kit/picture.tsx';
import { useFlowTexts } from '../../flow/texts/use-flow-texts.ts';
import type { FaceInPicture, FaceMatchStaffView } from '@guichet/workflow/views';
import classes from './part.module.css';

interface SideBySideProps {
  readonly comparison: NonNullable<FaceMatchStaffView['comparison']>;
  readonly engine: string;
  readonly atMs: number | null;
}

/** The photograph of the document beside the face before the camera, each where it was found, with what was measured and by whom. */
export function SideBySide({ comparison: { reference, live, finding, threshold, licence, engineVersion }, engine, atMs }: SideBySideProps) {
  const { t, language } = useFlowTexts();
  const [match = '', person = ''] = threshold?.split('/') ?? [];
  return (
    <section className={classes['compared']}>
      <div className={classes['pictures']}>
        <Face label={t('face.onDocument')} face={reference} atMs={atMs} />
        <Face label={t('face.beforeCamera')} face={live} atMs={atMs} />
      </div>
      {finding !== null && <p role="status">{finding[language]}</p>}
      <p className={classes['note']}>
        {threshold !== null && t('face.thresholds', { match, person })} {t('face.measuredBy', { engine, version: engineVersion })}
        {licence !== null && ` · ${licence}`}
      </p>
    </section>
  );
}

function Face({ label, face, atMs }: { readonly label: string; readonly face: FaceInPicture | null; readonly atMs: number | null }) {
  return <Picture label={label} reference={face?.image ?? null} atMs={atMs} places={face === null ? [] : [{ ...face, label }]} />;
}
