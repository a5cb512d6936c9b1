import { IconFileZip, IconUpload } from '@tabler/icons-react';
import { FileButton } from './file-button.tsx';
import { sizeText } from './formats.ts';
import { useTexts } from './texts/use-texts.ts';
import type { Verification } from './use-verification.ts';

interface PackageDropProps {
  readonly file: File | null;
  readonly verification: Verification;
  readonly onFiles: (files: readonly File[]) => void;
}

/** Where the package is put, and how far its verification has got. */
export function PackageDrop({ file, verification, onFiles }: PackageDropProps) {
  const { t, language } = useTexts();
  if (file === null) {
    return (
      <section className="drop empty">
        <IconFileZip size={40} stroke={1.25} aria-hidden />
        <h2>{t('dropTitle')}</h2>
        <p>{t('dropHint')}</p>
        <FileButton kind="primary" size="lg" icon={<IconUpload size={20} stroke={1.6} aria-hidden />} onFiles={onFiles}>
          {t('choose')}
        </FileButton>
      </section>
    );
  }
  const line = {
    none: () => '',
    checking: (percent: number) => t('checking', { name: file.name, percent }),
    done: (tookMs: number) => t('checkedIn', { size: sizeText(file.size, language), seconds: (tookMs / 1_000).toFixed(1) }),
    unreadable: () => t('unreadable'),
  };
  return (
    <section className="drop">
      <IconFileZip size={24} stroke={1.6} aria-hidden />
      <div className="name">
        <h2>{file.name}</h2>
        <p role="status">
          {verification.state === 'checking' && line.checking(verification.percent)}
          {verification.state === 'done' && line.done(verification.tookMs)}
          {verification.state === 'unreadable' && line.unreadable()}
        </p>
        {verification.state === 'checking' && (
          <progress max={100} value={verification.percent} aria-label={line.checking(verification.percent)} />
        )}
      </div>
      <FileButton size="lg" icon={<IconUpload size={16} stroke={1.75} aria-hidden />} onFiles={onFiles}>
        {t('chooseOther')}
      </FileButton>
    </section>
  );
}
