import { newId } from '@guichet/protocol';
import { Button, formatTimeOfDay } from '@guichet/ui';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useTexts } from '../app/texts/use-texts.ts';
import { useAsk } from '../app/use-ask.ts';
import { type CallSession, isOwn, type Self } from './call-session.ts';
import classes from './chat.module.css';

/** Messages of everybody in the call, kept with the recording. What could not be sent stays in the field. */
export function Chat({ session, self }: { readonly session: CallSession; readonly self: Self }) {
  const { t } = useTexts();
  const { ask, busy } = useAsk();
  const [text, setText] = useState('');
  // The same message sent again after a lost answer is one message.
  const [messageId, setMessageId] = useState(() => newId('msg'));
  const end = useRef<HTMLDivElement>(null);
  const count = session.chat.length;
  useEffect(() => {
    // Newer browsers answer with a promise, which React would take for a clean-up.
    void end.current?.scrollIntoView({ block: 'end' });
  }, [count]);

  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (text.trim() === '' || busy) return;
    if (!(await ask('chat.send', { messageId, text: text.trim() }))) return;
    setText('');
    setMessageId(newId('msg'));
  };
  const nameOf = (role: string) => session.call?.parties.find((party) => party.role === role)?.displayName;
  const writer = ({ from, guest }: CallSession['chat'][number]): string =>
    guest?.displayName ?? (from === 'customer' ? nameOf('customer') : nameOf('agent')) ?? t('call.staff');
  return (
    <div className={classes['chat']}>
      <div className={classes['messages']} role="log" aria-live="polite" aria-label={t('call.chat')} tabIndex={0}>
        {count === 0 && <p className={classes['empty']}>{t('call.chat.empty')}</p>}
        {session.chat.map((message) => (
          <div key={message.messageId} className={classes['message']} data-own={isOwn(message, self) || undefined}>
            <small>
              {isOwn(message, self) ? t('call.chat.you') : writer(message)} · {formatTimeOfDay(message.at).slice(0, 5)}
            </small>
            <p>{message.text ?? <em>{t('call.chat.erased')}</em>}</p>
          </div>
        ))}
        <div ref={end} />
      </div>
      <form onSubmit={(event) => void send(event)}>
        <input
          value={text}
          maxLength={2_000}
          aria-label={t('call.chat.placeholder')}
          placeholder={t('call.chat.placeholder')}
          onChange={(event) => setText(event.target.value)}
        />
        <Button type="submit" kind="primary" size="touch" busy={busy}>
          {t('call.chat.send')}
        </Button>
      </form>
    </div>
  );
}
