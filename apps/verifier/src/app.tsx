import { Button, chooseLanguage } from '@guichet/ui';
import { IconPlugConnectedX } from '@tabler/icons-react';
import { type DragEvent, useState } from 'react';
import { PackageDrop } from './package-drop.tsx';
import { ReportView } from './report-view.tsx';
import { NO_BELIEF, sortFiles } from './sort-files.ts';
import { useTexts } from './texts/use-texts.ts';
import { useVerification } from './use-verification.ts';

export function App() {
  const { t, language } = useTexts();
  const [file, setFile] = useState<File | null>(null);
  const [belief, setBelief] = useState(NO_BELIEF);
  const [unused, setUnused] = useState<readonly string[]>([]);
  const verification = useVerification(file, belief);

  const take = async (files: readonly File[]): Promise<void> => {
    const sorted = await sortFiles(files, belief);
    setBelief(sorted.belief);
    // Where nothing is open yet, a file that is nothing else is looked at as a package: that it is none is what the reader wants to know.
    const [only] = files.length === 1 && file === null && sorted.unused.length === 1 ? files : [];
    const packageFile = sorted.packageFile ?? only;
    if (packageFile) setFile(packageFile);
    setUnused(only ? [] : sorted.unused);
  };
  const onDrop = (event: DragEvent): void => {
    event.preventDefault();
    void take(Array.from(event.dataTransfer.files));
  };
  return (
    <div className="page" onDragOver={(event) => event.preventDefault()} onDrop={onDrop}>
      <header className="top">
        <svg className="logo" viewBox="0 0 32 32" aria-hidden>
          <path fill="currentColor" d="M6 28V13C6 7.5 10.5 3 16 3s10 4.5 10 10v15h-4V13a6 6 0 0 0-12 0v8h12v4H10v3z" />
        </svg>
        <h1>{t('title')}</h1>
        <p className="offline">
          <IconPlugConnectedX size={16} stroke={1.75} aria-hidden />
          {t('offline')}
        </p>
        <Button
          kind="quiet"
          size="sm"
          lang={language === 'en' ? 'zh-CN' : 'en'}
          onClick={() => void chooseLanguage(language === 'en' ? 'zh-CN' : 'en')}
        >
          {t('otherLanguage')}
        </Button>
      </header>
      <main>
        <PackageDrop file={file} verification={verification} onFiles={(files) => void take(files)} />
        {unused.map((name) => (
          <p key={name} className="notice" role="status">
            {t('notUsed', { name })}
          </p>
        ))}
        {verification.state === 'done' && <ReportView report={verification.report} belief={belief} onFiles={(files) => void take(files)} />}
      </main>
    </div>
  );
}
