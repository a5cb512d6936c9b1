import { newId, type ServiceTypeDetail } from '@guichet/protocol';
import { describe, expect, it } from 'vitest';
import { draftOf, factsOf, FIRST_HOURS, problemOf } from './service-form.ts';

const service: ServiceTypeDetail = {
  id: newId('svc'),
  title: { 'zh-CN': '理财双录', en: 'Wealth' },
  summary: { 'zh-CN': '办理理财', en: 'Buy a product' },
  expectedMinutes: 12,
  prepare: [
    { 'zh-CN': '身份证', en: 'ID card' },
    { 'zh-CN': '银行卡', en: 'Bank card' },
  ],
  skill: 'wealth',
  flow: 'wealth-sale',
  anonymous: false,
  ticketPrefix: 'A',
  position: 3,
  hours: [FIRST_HOURS],
  compositeLayout: 'side-by-side',
  ownNotice: true,
  retiredAt: null,
};

describe('the form of a service', () => {
  it('sends what it was opened with', () => {
    const { id: _id, ownNotice: _own, retiredAt: _retired, ...facts } = service;
    const draft = draftOf(service, 0);
    expect(problemOf(draft)).toBeNull();
    expect(factsOf(draft)).toEqual(facts);
  });

  it('says what is missing, first things first', () => {
    const draft = draftOf(service, 0);
    expect(problemOf(draftOf(null, 4))).toBe('missingTitle');
    expect(problemOf({ ...draft, titleEn: ' ' })).toBe('missingTitle');
    expect(problemOf({ ...draft, summaryZh: '' })).toBe('missingSummary');
    for (const minutes of ['0', '241', '1.5', '', 'ten']) expect(problemOf({ ...draft, minutes })).toBe('badMinutes');
    expect(problemOf({ ...draft, prepareEn: 'ID card' })).toBe('unequalPrepare');
    expect(problemOf({ ...draft, skill: '' })).toBe('missingSkill');
    expect(problemOf({ ...draft, flow: '' })).toBe('missingFlow');
    for (const ticketPrefix of ['', '1', 'ABCD']) expect(problemOf({ ...draft, ticketPrefix })).toBe('badPrefix');
    expect(problemOf({ ...draft, hours: [{ ...FIRST_HOURS, days: [] }] })).toBe('badHours');
    expect(problemOf({ ...draft, hours: [{ ...FIRST_HOURS, to: '09:00' }] })).toBe('badHours');
  });

  it('takes small letters for capitals and empty lines for nothing', () => {
    const facts = factsOf({
      ...draftOf(service, 0),
      ticketPrefix: ' b ',
      prepareZh: '\n身份证\n\n银行卡',
      prepareEn: 'ID card\n Bank card \n',
    });
    expect(facts.ticketPrefix).toBe('B');
    expect(facts.prepare).toEqual(service.prepare);
  });
});
