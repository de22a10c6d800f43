/** An office's 3 GiB by other people's programs to a peer's share and back, with equal checksums. */
import { join } from 'node:path';
import process from 'node:process';
import type { Mount } from '../../src/model/mount.ts';
import { mountOf, needs, shareFolder } from '../shares/dav/dav-office.ts';
import { makeMix, treeOf } from '../shares/dav/office-mix.ts';
import {
  cadaverCarrier,
  type Carrier,
  davfs2,
  gio,
  rclone,
  thereAndBack,
} from '../shares/dav/programs.ts';
import { joinAll, type TestAgent, useAgents } from '../support/agents.ts';
import { temporaryFolder } from '../support/temporary.ts';

const BYTES = Number(process.env['HALLWAY_MIX_MIB'] ?? 3072) * 1024 * 1024;
const FILES = 1500;

describe('3 GiB over WebDAV', function () {
  this.timeout(3 * 3_600_000);
  const agents = useAgents();
  const folder = temporaryFolder();
  const mix = join(folder.path, 'mix');
  let ben: TestAgent;
  let mount: Mount;
  let path: string;

  before(async () => {
    const anna = await agents.start({ name: 'Anna' });
    ben = await agents.start({ name: 'Ben' });
    const shared = await shareFolder(anna, 'Plans');
    ({ path } = shared);
    await joinAll([anna, ben]);
    mount = await mountOf(ben, shared.share);
    makeMix(mix, BYTES, FILES);
  });
  after(() => folder.remove());

  const carry = (name: string, carrier: Carrier): Promise<void> =>
    thereAndBack({ mix, path, folder: folder.path }, name, carrier);

  it('by rclone', async function () {
    needs(this, 'rclone');
    await carry('rclone', await rclone(mount, folder.path));
  });

  it('by davfs2', async function () {
    needs(this, 'mount.davfs');
    if (process.getuid?.() !== 0) this.skip();
    const carrier = await davfs2(mount, folder.path, () => treeOf(mix).files);
    if (!carrier) this.skip();
    await carry('davfs2', carrier);
  });

  it('by cadaver', async function () {
    needs(this, 'cadaver');
    await carry(
      'cadaver',
      cadaverCarrier(mount, folder.path, () => treeOf(mix)),
    );
  });

  it('by gio', async function () {
    needs(this, 'gio', 'dbus-daemon', '/usr/lib/gvfs/gvfsd-dav');
    await carry('gio', await gio(mount, folder.path, ben, 'Anna/Plans'));
  });
});
