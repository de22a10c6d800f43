/** Programs of other people carry an office's files to a peer's share and back, unchanged. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Mount } from '../../../src/model/mount.ts';
import { joinAll, useAgents, type TestAgent } from '../../support/agents.ts';
import { temporaryFolder } from '../../support/temporary.ts';
import { mountOf, needs, shareFolder } from './dav-office.ts';
import { makeMix, treeOf } from './office-mix.ts';
import {
  cadaver,
  cadaverCarrier,
  type Carrier,
  davfs2,
  gio,
  rclone,
  thereAndBack,
} from './programs.ts';

describe('programs over WebDAV', function () {
  this.timeout(180_000);
  const agents = useAgents();
  const folder = temporaryFolder();
  const mix = join(folder.path, 'mix');
  let ben: TestAgent;
  let mount: Mount;
  let path: string;

  before(async () => {
    const anna = await agents.start({ name: 'Anna' });
    ben = await agents.start({ name: 'Ben' });
    await joinAll([anna, ben]);
    const shared = await shareFolder(anna, 'Plans');
    ({ path } = shared);
    mount = await mountOf(ben, shared.share);
    makeMix(mix, 6 << 20, 24);
  });
  after(() => folder.remove());

  const carry = (name: string, carrier: Carrier): Promise<void> =>
    thereAndBack({ mix, path, folder: folder.path }, name, carrier);

  it('rclone copies there and back', async function () {
    needs(this, 'rclone');
    await carry('rclone', await rclone(mount, folder.path));
  });

  it('cadaver puts, locks, copies, moves, keeps properties, gets and deletes', async function () {
    needs(this, 'cadaver');
    await cadaver(mount, folder.path);
  });

  it('cadaver carries folders there and back', async function () {
    needs(this, 'cadaver');
    await carry(
      'cadaver',
      cadaverCarrier(mount, folder.path, () => treeOf(mix)),
    );
  });

  it('davfs2 mounts it, and files go there and back', async function () {
    needs(this, 'mount.davfs');
    if (process.getuid?.() !== 0) this.skip();
    const carrier = await davfs2(mount, folder.path, () => treeOf(mix).files);
    if (!carrier) this.skip();
    await carry('davfs2', carrier);
  });

  it('gio mounts it by `hallway mount --open`, and files go there and back', async function () {
    needs(this, 'gio', 'dbus-daemon', '/usr/lib/gvfs/gvfsd-dav');
    const carrier = await gio(mount, folder.path, ben, 'Anna/Plans');
    makeMix(join(folder.path, 'few'), 1 << 20, 5);
    rmSync(mix, { recursive: true });
    makeMix(mix, 1 << 20, 5);
    await carry('gio', carrier);
  });
});
