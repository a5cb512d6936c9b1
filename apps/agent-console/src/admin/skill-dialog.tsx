import { AppError, Skill, type SkillView } from '@guichet/protocol';
import { Button, Dialog, errorText, Field } from '@guichet/ui';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useId, useState } from 'react';
import { useServices } from '../app/services.ts';
import { useTexts } from '../app/texts/use-texts.ts';
import classes from './admin.module.css';

interface SkillDialogProps {
  /** Null: a new one. */
  readonly skill: SkillView | null;
  readonly onClose: () => void;
}

/** What people call a skill. Its own word is what flows and tickets hold, and stays. */
export function SkillDialog({ skill, onClose }: SkillDialogProps) {
  const { t, language } = useTexts();
  const { http, queries, toasts } = useServices();
  const formId = useId();
  const [word, setWord] = useState(skill?.skill ?? '');
  const [nameZh, setNameZh] = useState(skill?.name['zh-CN'] ?? '');
  const [nameEn, setNameEn] = useState(skill?.name.en ?? '');
  const [asked, setAsked] = useState(false);
  const isWord = Skill.safeParse(word).success;
  const save = useMutation({
    mutationFn: () =>
      http.request('skills.name', { params: { skill: word.trim() }, body: { name: { 'zh-CN': nameZh.trim(), en: nameEn.trim() } } }),
    onSuccess: () => {
      onClose();
      toasts.show('ok', t('skills.saved'));
    },
    onSettled: () =>
      Promise.all([queries.invalidateQueries({ queryKey: ['services'] }), queries.invalidateQueries({ queryKey: ['skills'] })]),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setAsked(true);
    if (isWord && nameZh.trim() !== '' && nameEn.trim() !== '' && !save.isPending) save.mutate();
  };
  const missing = (name: string) => (asked && name.trim() === '' ? t('skills.missingName') : null);
  return (
    <Dialog
      open
      onClose={onClose}
      title={skill === null ? t('skills.createTitle') : t('skills.editTitle', { name: skill.name[language] })}
      actions={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button kind="primary" type="submit" form={formId} busy={save.isPending}>
            {t('services.save')}
          </Button>
        </>
      }
    >
      <form id={formId} className={classes['form']} onSubmit={submit} noValidate>
        {skill === null && (
          <Field label={t('skills.word')} hint={t('skills.wordHint')} error={asked && !isWord ? t('skills.badWord') : null}>
            {(control) => (
              <input
                {...control}
                autoFocus
                autoComplete="off"
                autoCapitalize="none"
                spellCheck={false}
                maxLength={64}
                value={word}
                onChange={(event) => setWord(event.currentTarget.value)}
              />
            )}
          </Field>
        )}
        <div className={classes['pair']}>
          <Field label={t('skills.nameZh')} error={missing(nameZh)}>
            {(control) => (
              <input
                {...control}
                autoComplete="off"
                maxLength={40}
                value={nameZh}
                onChange={(event) => setNameZh(event.currentTarget.value)}
              />
            )}
          </Field>
          <Field label={t('skills.nameEn')} error={missing(nameEn)}>
            {(control) => (
              <input
                {...control}
                autoComplete="off"
                maxLength={40}
                value={nameEn}
                onChange={(event) => setNameEn(event.currentTarget.value)}
              />
            )}
          </Field>
        </div>
        {save.error !== null && (
          <p className={classes['outcome']} data-tone="danger" role="alert">
            {errorText(AppError.from(save.error), language)}
          </p>
        )}
      </form>
    </Dialog>
  );
}
