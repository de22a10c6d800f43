/** What the fake office tells its person about printing. */
import type { Notice } from '../../src/model/notice.ts';
import { OWN_PRINTER } from './fake-printers.ts';

export function notice(id: number, at: number, text: string, more: Partial<Notice> = {}): Notice {
  return {
    id,
    at,
    kind: 'job-done',
    text,
    job: null,
    printer: null,
    read: false,
    over: false,
    ...more,
  };
}

/** The latest first; one is unread. */
export function officeNotices(now: number): Notice[] {
  return [
    notice(4, now, 'Out of paper: “Inkjet at the front desk”.', {
      kind: 'printer-trouble',
      printer: OWN_PRINTER,
    }),
    notice(3, now, '“Drawing.dwg” was not printed: the printer does not take this kind of file.', {
      kind: 'job-failed',
      read: true,
    }),
    notice(2, now, '“Letter to the landlord.pdf” is printed.', { read: true }),
    notice(1, now - 86_400_000, 'Was “Offer.pdf” printed? Look at the printer.', {
      kind: 'job-question',
      read: true,
      over: true,
    }),
  ];
}
