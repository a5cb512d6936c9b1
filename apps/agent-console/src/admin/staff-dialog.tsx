import { AppError, type StaffMember, StaffRole } from '@guichet/protocol';
import { Button, Dialog, errorText, Field } from '@guichet/ui';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useEffect, useId, useRef, useState } from 'react';
import { useSignedIn } from '../app/parts/page-guard.tsx';
import { useServices } from '../app/services.ts';
import { useTexts } from '../app/texts/use-texts.ts';
import classes from './admin.module.css';
import { Choices, toggle } from './choices.tsx';
import type { OneTimeSecret } from './secret-dialog.tsx';
import { draftOf, factsOf, problemOf, type StaffProblem } from './staff-form.ts';

interface StaffDialogProps {
  /** Null: somebody new. */
  readonly member: StaffMember | null;
  readonly onClose: () => void;
  readonly onSecret: (secret: OneTimeSecret) => void;
}

/** Adds somebody or changes what they may do. Made anew for each opening, so that nothing of the last one is left in it. */
export function StaffDialog({ member, onClose, onSecret }: StaffDialogProps) {
  const { t, language } = useTexts();
  const { http, queries, toasts } = useServices();
  const me = useSignedIn();
  const formId = useId();
  const [draft, setDraft] = useState(() => draftOf(member));
  const [problem, setProblem] = useState<StaffProblem | null>(null);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (problem !== null) form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
  }, [problem]);
  const services = useQuery({ queryKey: ['services'], queryFn: ({ signal }) => http.request('services.list', { signal }) });
  const known = services.data?.skills ?? [];
  const skills = [
    ...known,
    ...draft.skills
      .filter((skill) => !known.some((each) => each.skill === skill))
      .map((skill) => ({ skill, name: { 'zh-CN': skill, en: skill } })),
  ];
  const isNew = member === null;

  const save = useMutation({
    mutationFn: async (): Promise<OneTimeSecret | null> => {
      const facts = factsOf(draft);
      if (member !== null) {
        await http.request('team.edit', { params: { staffId: member.staffId }, body: facts });
        return null;
      }
      const made = await http.request('team.create', { body: { ...facts, staffNumber: draft.staffNumber.trim() } });
      return {
        title: t('staff.passwordTitle', { name: facts.names['zh-CN'] }),
        text: t('staff.passwordText'),
        secret: made.oneTimePassword,
      };
    },
    onSuccess: (secret) => {
      onClose();
      if (secret === null) toasts.show('ok', t('staff.saved'));
      else onSecret(secret);
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['staff'] }),
  });

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const found = problemOf(draft, { isNew, isSelf: member !== null && member.staffId === me?.staffId });
    setProblem(found);
    if (found === null && !save.isPending) save.mutate();
  };
  const say = (...problems: readonly StaffProblem[]) => (problem !== null && problems.includes(problem) ? t(`staff.${problem}`) : null);
  const failure = save.error === null ? null : AppError.from(save.error);

  return (
    <Dialog
      open
      onClose={onClose}
      title={isNew ? t('staff.createTitle') : t('staff.editTitle', { name: member.names['zh-CN'] })}
      actions={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button kind="primary" type="submit" form={formId} busy={save.isPending}>
            {t(isNew ? 'staff.create' : 'staff.save')}
          </Button>
        </>
      }
    >
      <form ref={form} id={formId} className={classes['form']} onSubmit={submit} noValidate>
        {isNew && (
          <Field
            label={t('staff.number')}
            hint={t('staff.numberHint')}
            error={say('missingNumber', 'badNumber') ?? (failure?.code === 'staff_number_taken' ? errorText(failure, language) : null)}
          >
            {(control) => (
              <input
                {...control}
                autoFocus
                autoComplete="off"
                spellCheck={false}
                maxLength={32}
                value={draft.staffNumber}
                onChange={(event) => setDraft({ ...draft, staffNumber: event.currentTarget.value })}
              />
            )}
          </Field>
        )}
        <div className={classes['pair']}>
          <Field label={t('staff.nameZh')} error={say('missingName')}>
            {(control) => (
              <input
                {...control}
                autoComplete="off"
                maxLength={60}
                value={draft.nameZh}
                onChange={(event) => setDraft({ ...draft, nameZh: event.currentTarget.value })}
              />
            )}
          </Field>
          <Field label={t('staff.nameEn')} hint={t('staff.nameEnHint')}>
            {(control) => (
              <input
                {...control}
                autoComplete="off"
                maxLength={60}
                value={draft.nameEn}
                onChange={(event) => setDraft({ ...draft, nameEn: event.currentTarget.value })}
              />
            )}
          </Field>
        </div>
        <Choices legend={t('staff.roles')} wrong={say('missingRole', 'keepAdmin')}>
          {StaffRole.options.map((role) => (
            <label key={role}>
              <input
                type="checkbox"
                checked={draft.roles.includes(role)}
                onChange={() => setDraft({ ...draft, roles: toggle(draft.roles, role) })}
              />
              {t(`role.${role}`)}
            </label>
          ))}
        </Choices>
        <Choices legend={t('staff.skills')} hint={t('staff.skillsHint')}>
          {skills.map(({ skill, name }) => (
            <label key={skill}>
              <input
                type="checkbox"
                checked={draft.skills.includes(skill)}
                onChange={() => setDraft({ ...draft, skills: toggle(draft.skills, skill) })}
              />
              {name[language]}
            </label>
          ))}
        </Choices>
        <Choices legend={t('staff.language')}>
          {(['zh-CN', 'en'] as const).map((each) => (
            <label key={each}>
              <input
                type="radio"
                name={`${formId}-language`}
                checked={draft.language === each}
                onChange={() => setDraft({ ...draft, language: each })}
              />
              <span lang={each}>{each === 'en' ? 'English' : '中文'}</span>
            </label>
          ))}
        </Choices>
        {failure !== null && failure.code !== 'staff_number_taken' && (
          <p className={classes['outcome']} data-tone="danger" role="alert">
            {errorText(failure, language)}
          </p>
        )}
      </form>
    </Dialog>
  );
}
