import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync, type StatsFs } from 'node:fs';
import { dirname, join } from 'node:path';
import { isDrive } from '../../../src/shares/drives/system-drives.ts';
import {
  driveMounts,
  LinuxDriveSource,
  parseMountInfo,
} from '../../../src/shares/drives/linux-drives.ts';
import { parseDiskutil, parseMounts } from '../../../src/shares/drives/macos-drives.ts';
import { parseLogicalDisks } from '../../../src/shares/drives/windows-drives.ts';
import { temporaryFolder } from '../../support/temporary.ts';

const MOUNTINFO = String.raw`22 27 0:21 / /proc rw,relatime - proc proc rw
27 1 8:2 / / rw,relatime shared:1 - ext4 /dev/sda2 rw
30 27 8:1 / /boot/efi rw,relatime shared:2 - vfat /dev/sda1 rw
31 27 7:1 / /snap/core/1 ro,nodev - squashfs /dev/loop1 ro
36 27 7:2 / /opt/image rw - ext4 /dev/loop2 rw
32 27 8:17 / /media/me/USB\040STICK rw,nosuid master:5 - vfat /dev/sdb1 rw
33 27 8:2 /srv /srv/bind rw,relatime shared:1 - ext4 /dev/sda2 rw
34 27 0:50 / /mnt/nas rw,relatime - cifs //nas/data rw
35 27 0:60 / /tmp rw - tmpfs tmpfs rw
`;

describe('drives', () => {
  it('reads the mounts of Linux without pseudo file systems, and each device once', () => {
    assert.deepEqual(
      driveMounts(parseMountInfo(MOUNTINFO)).map(({ source, path }) => [source, path]),
      [
        ['/dev/sda2', '/'],
        ['/dev/sdb1', '/media/me/USB STICK'],
        ['//nas/data', '/mnt/nas'],
      ],
    );
    assert.deepEqual(parseMountInfo('\nrubbish\n - x\n'), []);
  });

  it('lists what is mounted and what is only plugged in', async () => {
    const folder = temporaryFolder();
    const put = (path: string, text: string): void => {
      mkdirSync(join(folder.path, dirname(path)), { recursive: true });
      writeFileSync(join(folder.path, path), text);
    };
    put('proc/self/mountinfo', MOUNTINFO);
    const disks = {
      sda: ['pci/ata1', '0'],
      sdb: ['pci/usb2', '1'],
      sdc: ['pci/usb3', '1'],
      sr0: ['pci/ata2', '1'],
    };
    mkdirSync(join(folder.path, 'sys/class/block'), { recursive: true });
    const link = (name: string, place: string): void =>
      symlinkSync(join(folder.path, place), join(folder.path, 'sys/class/block', name));
    for (const [name, [bus, removable]] of Object.entries(disks)) {
      const place = `sys/devices/${bus}/block/${name}`;
      put(`${place}/removable`, `${removable}\n`);
      put(`${place}/size`, name === 'sr0' ? '0\n' : '2000\n');
      link(name, place);
      if (name === 'sr0') continue;
      put(`${place}/${name}1/partition`, '1\n');
      put(`${place}/${name}1/size`, '1000\n');
      link(`${name}1`, `${place}/${name}1`);
    }
    put('dev/sdc1', '');
    mkdirSync(join(folder.path, 'dev/disk/by-label'), { recursive: true });
    symlinkSync(
      join(folder.path, 'dev/sdc1'),
      join(folder.path, 'dev/disk/by-label', 'Caf\\xc3\\xa9\\x20100%'),
    );
    put('dev/sdb1', '');
    mkdirSync(join(folder.path, 'dev/disk/by-uuid'), { recursive: true });
    symlinkSync(join(folder.path, 'dev/sdb1'), join(folder.path, 'dev/disk/by-uuid/6B1A-04F2'));
    const source = new LinuxDriveSource(folder.path);
    const drives = await source.list();
    assert.deepEqual(
      drives.map(({ id, label, kind, mounted, key }) => [id, label, kind, mounted, key]),
      [
        ['sda2', 'System', 'fixed', '/', null],
        ['sdb1', 'USB STICK', 'removable', '/media/me/USB STICK', 'uuid:6B1A-04F2'],
        ['//nas/data', 'nas', 'network', '/mnt/nas', '//nas/data'],
        ['sdc1', 'Café 100%', 'removable', null, null],
      ],
    );
    assert.equal(drives[3]?.sizeBytes, 512_000);
    assert.equal(await isDrive(source, '/mnt/nas'), true);
    assert.equal(await isDrive(source, '/mnt'), false);
    folder.remove();
  });

  it('asks a drive that hangs once, and a network drive never', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder.path, 'proc/self'), { recursive: true });
    writeFileSync(join(folder.path, 'proc/self/mountinfo'), MOUNTINFO);
    const asked: string[] = [];
    const hanging: ((space: StatsFs) => void)[] = [];
    const space = { blocks: 100, bavail: 40, bsize: 512 } as StatsFs;
    const source = new LinuxDriveSource(folder.path, (path) => {
      asked.push(path);
      return path === '/' ? Promise.resolve(space) : new Promise((done) => hanging.push(done));
    });
    const sizes = async (): Promise<(number | null)[]> =>
      (await source.list()).map(({ sizeBytes }) => sizeBytes);
    const [first, second] = await Promise.all([sizes(), sizes()]);
    assert.deepEqual(first, [51_200, null, null]);
    assert.deepEqual(second, first);
    assert.deepEqual(
      asked.filter((path) => path !== '/'),
      ['/media/me/USB STICK'],
    );
    for (const done of hanging) done(space);
    await new Promise((resolve) => setImmediate(resolve));
    const again = sizes();
    while (hanging.length < 2) await new Promise((resolve) => setImmediate(resolve));
    hanging[1]?.(space);
    assert.deepEqual(await again, [51_200, 51_200, null]);
    folder.remove();
  });

  it('reads diskutil and mount of macOS', () => {
    const text = `**********

   Device Identifier:         disk3s1
   Volume Name:               Macintosh HD
   Mount Point:               /
   Disk Size:                 494.4 GB (494384795648 Bytes) (exactly 965595304 512-Byte-Units)
   Container Free Space:      100.0 GB (100000000000 Bytes) (exactly 195312500 512-Byte-Units)
   Removable Media:           Fixed
   Device Location:           Internal

**********

   Device Identifier:         disk4s1
   Whole:                     No
   Volume Name:               USB STICK
   Mount Point:               /Volumes/USB STICK
   Disk Size:                 16.0 GB (16000000000 Bytes) (exactly 31250000 512-Byte-Units)
   Volume Free Space:         1.0 GB (1000000000 Bytes) (exactly 1953125 512-Byte-Units)
   Removable Media:           Removable
   Device Location:           External

**********
`;
    assert.deepEqual(
      parseDiskutil(text).map(({ label, kind, mounted, sizeBytes, freeBytes }) => [
        label,
        kind,
        mounted,
        sizeBytes,
        freeBytes,
      ]),
      [
        ['Macintosh HD', 'fixed', '/', 494_384_795_648, 100_000_000_000],
        ['USB STICK', 'removable', '/Volumes/USB STICK', 16_000_000_000, 1_000_000_000],
      ],
    );
    const mounts =
      '/dev/disk3s1 on / (apfs, local)\n//me@nas/data on /Volumes/data (smbfs, nodev)\n';
    assert.deepEqual(
      parseMounts(mounts).map(({ mounted, kind }) => [mounted, kind]),
      [['/Volumes/data', 'network']],
    );
  });

  it('reads the logical disks of Windows, one or several', () => {
    const c =
      '{"DeviceID":"C:","VolumeName":"Windows","DriveType":3,"Size":510770802688,"FreeSpace":"98765"}';
    const dvd = '{"DeviceID":"D:","VolumeName":null,"DriveType":5,"Size":null,"FreeSpace":null}';
    assert.deepEqual(parseLogicalDisks(`\ufeff${c}`), [
      {
        id: 'C:',
        label: 'Windows',
        kind: 'fixed',
        removable: false,
        mounted: 'C:\\',
        sizeBytes: 510_770_802_688,
        freeBytes: 98_765,
        filesystem: null,
        key: 'label::510770802688:Windows',
      },
    ]);
    assert.deepEqual(
      parseLogicalDisks(`[${c},${dvd}]`).map(({ mounted }) => mounted),
      ['C:\\', null],
    );
    assert.deepEqual(parseLogicalDisks(''), []);
  });
});
