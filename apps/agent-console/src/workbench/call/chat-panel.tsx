import { newId, type WorkbenchView } from '@guichet/protocol';
import { Button, classNames, formatTimeOfDay } from '@guichet/ui';
import { type FormEvent, type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useServices } from '../../app/services.ts';
import { useTexts } from '../../app/texts/use-texts.ts';
import classes from './chat-panel.module.css';
import { type OutgoingMessage, shownMessages } from './outbox.ts';

const LONGEST = 2_000;

export function ChatPanel({ workbench, deskLive }: { readonly workbench: WorkbenchView; readonly deskLive: boolean }) {
  const { t } = useTexts();
  const { desk } = useServices();
  const [text, setText] = useState('');
  const [outgoing, setOutgoing] = useState<readonly OutgoingMessage[]>([]);
  const list = useRef<HTMLOListElement>(null);
  const { sessionId, chat } = workbench;
  const open = workbench.status === 'in_call';
  const shown = shownMessages(chat, outgoing);

  useEffect(() => {
    list.current?.scrollTo({ top: list.current.scrollHeight });
  }, [shown.length]);

  // The same id goes out again after a failure, so that a lost acknowledgement never makes two messages of one.
  const send = async ({ messageId, text: words }: Pick<OutgoingMessage, 'messageId' | 'text'>) => {
    const mark = (status: OutgoingMessage['status']) =>
      setOutgoing((all) => [...all.filter((message) => message.messageId !== messageId), { messageId, text: words, status }]);
    mark('sending');
    try {
      await desk.ask('chat.send', { sessionId, messageId, text: words });
    } catch {
      mark('failed');
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const words = text.trim();
    if (words === '' || !deskLive) return;
    setText('');
    void send({ messageId: newId('msg'), text: words });
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    // Enter confirms a word while Chinese is being composed.
    if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) submit(event);
  };

  return (
    <>
      {shown.length === 0 ? (
        <p className={classes['empty']}>
          <strong>{t('chat.empty')}</strong> {t('chat.emptyDetail')}
        </p>
      ) : (
        <ol className={classes['messages']} ref={list} aria-label={t('tabs.chat')} aria-live="polite" tabIndex={0}>
          {shown.map(({ kind, message }) =>
            kind === 'kept' ? (
              <li key={message.messageId} className={classNames(classes['message'], message.from === 'staff' && classes['own'])}>
                <span className={classes['meta']}>
                  {message.guest?.displayName ?? t(message.from === 'staff' ? 'chat.me' : 'chat.customer')}{' '}
                  <time>{formatTimeOfDay(message.at)}</time>
                </span>
                <span className={classNames(classes['bubble'], message.text === null && classes['erased'])}>
                  {message.text ?? t('chat.erased')}
                </span>
              </li>
            ) : (
              <li key={message.messageId} className={classNames(classes['message'], classes['own'])}>
                <span className={classNames(classes['meta'], message.status === 'failed' && classes['failed'])}>
                  {t(message.status === 'failed' ? 'chat.failed' : 'chat.sending')}
                  {message.status === 'failed' && (
                    <Button size="sm" kind="quiet" onClick={() => void send(message)}>
                      {t('chat.resend')}
                    </Button>
                  )}
                </span>
                <span className={classes['bubble']}>{message.text}</span>
              </li>
            ),
          )}
        </ol>
      )}
      {open ? (
        <form className={classes['form']} onSubmit={submit}>
          <textarea
            rows={1}
            value={text}
            maxLength={LONGEST}
            aria-label={t('chat.label')}
            placeholder={t('chat.label')}
            onChange={(event) => setText(event.currentTarget.value)}
            onKeyDown={onKeyDown}
          />
          <Button type="submit" offReason={deskLive ? null : t('call.offReason.deskAway')}>
            {t('chat.send')}
          </Button>
        </form>
      ) : (
        <p className={classes['closed']}>{t('chat.closed')}</p>
      )}
    </>
  );
}
