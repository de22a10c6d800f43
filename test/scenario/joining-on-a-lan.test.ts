/** A newcomer finds the PC that shows the code, also while an advert tells of another that is gone. */
import * as api from '../../src/api/local.ts';
import { skipWithoutLab } from '../lan/availability.ts';
import { LabOffice } from './lab-office.ts';

describe('scenario: joining on a LAN', function () {
  this.timeout(60_000);
  let office: LabOffice;

  before(async function () {
    skipWithoutLab(this);
    office = await LabOffice.create(3);
    await office.join(2);
  });
  after(() => office?.destroy());

  it('lets in by the PC that is there, though one that is away still seems to show a code', async () => {
    await office.pc(1).call(api.openInvitation, { body: { approve: true } });
    await office
      .pc(3)
      .until('nearby', (list) => list.some(({ kind }) => kind === 'workgroup'), 10_000);
    await office.lab.isolate(1);
    await office.letIn(2, 3);
    await office.pc(3).untilPeers(true, [office.pc(2).id], 10_000);
  });
});
