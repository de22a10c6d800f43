/** An opened printer judged from another PC: everything once, and over TLS what is short. */
import { judgeOnLan, LAN_SUITES, type LanSuite } from './ipptool-lan.ts';

describe('printers opened to the LAN, judged by ipptool from another PC', function () {
  const suites = Object.keys(LAN_SUITES) as LanSuite[];
  judgeOnLan.call(this, [
    ...suites.map((suite) => ['ipp', suite] as const),
    ['ipps', 'ipp-1.1'],
    ['ipps', 'create-job'],
    ['ipps', 'print-job-media-col'],
  ]);
});
