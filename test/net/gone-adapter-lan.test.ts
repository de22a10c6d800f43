/** A connection whose adapter is pulled out before the agent has looked at it. */
import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import * as api from '../../src/api/local.ts';
import { skipWithoutLab } from '../lan/availability.ts';
import { LabOffice } from '../scenario/lab-office.ts';

/** Connects, says so, and holds the connection. */
const KNOCK = `
  const [host, port] = process.argv.slice(1);
  require('node:net').connect({ host, port: Number(port) }, () => console.log('connected'))
    .on('error', () => {});`;

describe('an adapter that goes', function () {
  this.timeout(60_000);
  let office: LabOffice;

  before(async function () {
    skipWithoutLab(this);
    office = await LabOffice.create(2);
    await office.join();
  });
  after(() => office?.destroy());

  it('ends no agent, whoever had just connected by a link-local address of it', async () => {
    const { lab } = office;
    const pc = office.pc(1);
    const { peer } = await pc.call(api.getStatus, {});
    for (const number of [1, 2]) await lab.secondNic(number);
    const shown = await lab.pc(1).exec(['ip', '-6', '-o', 'addr', 'show', 'eth1', 'scope', 'link']);
    const host = /inet6 (fe80[^/]+)/.exec(shown.stdout)?.[1];
    assert.ok(host, shown.stdout);
    // Time for the agent to hear of the adapter, and for the address to be usable.
    await delay(3000);
    await lab.freeze(1);
    const knock = [process.execPath, '-e', KNOCK, `${host}%eth1`, String(peer.port)];
    await lab
      .pc(2)
      .spawn(knock)
      .waitForLine(/connected/);
    await lab.removeSecondNic(1);
    await lab.thaw(1);
    await delay(1000);
    assert.deepEqual(pc.deaths, []);
    assert.equal((await pc.call(api.getStatus, {})).peer.port, peer.port);
    assert.deepEqual(pc.complaints, []);
  });
});
