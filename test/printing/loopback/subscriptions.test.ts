/** CUPS's own ipptool subscribes to a colleague's printer, and hears when its job is printed there. */
import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as api from '../../../src/api/local.ts';
import { eventually, useAgents } from '../../support/agents.ts';
import { runToEnd } from '../../support/finished.ts';
import { makePdf } from '../../support/pdf.ts';
import { temporaryFolder } from '../../support/temporary.ts';

const ABOUT = `
    ATTR charset attributes-charset utf-8
    ATTR language attributes-natural-language en
    ATTR uri printer-uri $uri
    ATTR name requesting-user-name $user`;

/** Subscribes, prints, and waits for what becomes of it; then gives the subscription back. */
const DOCUMENT = `
{
  NAME "Subscribe"
  OPERATION Create-Printer-Subscriptions
  GROUP operation-attributes-tag${ABOUT}
  GROUP subscription-attributes-tag
    ATTR keyword notify-pull-method ippget
    ATTR keyword notify-events job-completed
  STATUS successful-ok
  EXPECT notify-subscription-id OF-TYPE integer IN-GROUP subscription-attributes-tag WITH-VALUE >0
}
{
  NAME "Print"
  OPERATION Print-Job
  GROUP operation-attributes-tag${ABOUT}
    ATTR mimeMediaType document-format application/pdf
  FILE $filename
  STATUS successful-ok
}
{
  NAME "Hear of it"
  OPERATION Get-Notifications
  GROUP operation-attributes-tag${ABOUT}
    ATTR integer notify-subscription-ids $notify-subscription-id
    ATTR boolean notify-wait true
  STATUS successful-ok
  EXPECT notify-get-interval OF-TYPE integer IN-GROUP operation-attributes-tag
  EXPECT notify-subscribed-event OF-TYPE keyword IN-GROUP event-notification-attributes-tag WITH-VALUE job-completed
  EXPECT notify-text OF-TYPE text IN-GROUP event-notification-attributes-tag
  EXPECT job-state OF-TYPE enum IN-GROUP event-notification-attributes-tag WITH-VALUE 9
}
{
  NAME "Give it back"
  OPERATION Cancel-Subscription
  GROUP operation-attributes-tag${ABOUT}
    ATTR integer notify-subscription-id $notify-subscription-id
  STATUS successful-ok
}
`;

describe('subscriptions of a program', function () {
  this.timeout(120_000);
  const agents = useAgents();
  const folder = temporaryFolder();
  after(() => folder.remove());

  it("tell ipptool when a job is printed at a colleague's", async function () {
    if (!existsSync('/usr/bin/ipptool')) this.skip();
    const [anna, ben] = await agents.pair('Anna', 'Ben');
    const uri = `file://${join(folder.path, 'prints')}`;
    const { id } = await anna.call(api.addPrinter, { body: { uri, name: 'Prints' } });
    const address = await eventually(
      async () => (await ben.call(api.listPrinters, {})).find((one) => one.id === id)?.localUri,
      10_000,
      'Ben has the printer',
    );
    const [document, pdf] = [join(folder.path, 'hear.test'), join(folder.path, 'letter.pdf')];
    writeFileSync(document, DOCUMENT);
    writeFileSync(pdf, makePdf());
    const argv = ['ipptool', '-tv', '-T', '60', '-f', pdf, address, document];
    const { stdout, stderr } = await runToEnd(argv, { timeoutMs: 100_000 });
    const count = (verdict: string): number => stdout.split(`[${verdict}]`).length - 1;
    assert.deepEqual([count('PASS'), count('FAIL')], [4, 0], stdout + stderr);
  });
});
