/** An opened printer judged from another PC: everything twice in a row, with and without TLS. */
import { judgeOnLan, LAN_SUITES, type LanSuite } from '../printing/lan/ipptool-lan.ts';

describe('printers opened to the LAN, judged by ipptool again and again', function () {
  const suites = Object.keys(LAN_SUITES) as LanSuite[];
  const once = (['ipp', 'ipps'] as const).flatMap((scheme) =>
    suites.map((suite) => [scheme, suite] as const),
  );
  judgeOnLan.call(this, [...once, ...once]);
});
