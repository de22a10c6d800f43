/** An opened printer judged from another PC: what is short. All of it, twice, is a slow test. */
import { judgeOnLan, LAN_SUITES, type LanSuite } from './ipptool-lan.ts';

/** Of the loopback printers it is asked in `npm test`. */
const LONG = 'ipp-everywhere';

describe('printers opened to the LAN, judged by ipptool from another PC', function () {
  const suites = (Object.keys(LAN_SUITES) as LanSuite[]).filter((suite) => suite !== LONG);
  judgeOnLan.call(this, [
    ...suites.map((suite) => ['ipp', suite] as const),
    ['ipps', 'ipp-1.1'],
    ['ipps', 'create-job'],
    ['ipps', 'print-job-media-col'],
  ]);
});
