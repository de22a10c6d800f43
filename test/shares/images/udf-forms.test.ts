/**
 * UDF as free programs do not write it. 7-Zip reads such images too, and agrees; holes, lists that
 * go on elsewhere and bad packets are beyond it, so that there the writer of this test is alone.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ImageFileSystem } from '../../../src/shares/images/image-file-system.ts';
import { temporaryFolder } from '../../support/temporary.ts';
import { bytesOf } from '../local-share.ts';
import { hasPrograms } from './disc-makers.ts';
import { noise, treeOfFolder, treeOfImage, withoutTimes, type Tree } from './disc-tree.ts';
import { writeUdf, type UdfFile, type UdfRules } from './udf-writer.ts';

const holed = Buffer.concat([noise(9, 2048), Buffer.alloc(3 * 2048), noise(10, 5000)]);
const FILES: UdfFile[] = [
  { name: 'plain.bin', data: noise(1, 20_001) },
  { name: 'in its entry.txt', data: noise(2, 900), form: 'embedded' },
  { name: 'pieces.bin', data: noise(3, 30_000), form: 'pieces' },
  { name: 'listed.bin', data: noise(4, 40_000), form: 'listed' },
  { name: 'holes.bin', data: holed, form: 'hole' },
  { name: 'empty', data: Buffer.alloc(0) },
  {
    name: 'Ordner mit Ümlaut',
    children: [
      { name: '東京 🗼.jpg', data: noise(5, 3000) },
      { name: 'deeper', children: [{ name: 'x', data: noise(6, 1) }] },
    ],
  },
];

function expected(files: readonly UdfFile[], above = ''): Tree {
  const tree: Tree = new Map();
  for (const { name, data, children } of files) {
    if (children) {
      tree.set(above + name, 'folder');
      for (const [path, what] of expected(children, `${above}${name}/`)) tree.set(path, what);
    } else if (data) {
      const hash = createHash('sha256').update(data).digest('hex');
      tree.set(above + name, `${data.length} ${hash}`);
    }
  }
  return new Map([...tree].sort(([a], [b]) => (a < b ? -1 : 1)));
}

describe('forms of UDF', function () {
  this.timeout(30_000);
  const folder = temporaryFolder();
  after(() => folder.remove());

  const kinds: Record<string, Omit<UdfRules, 'label'>> = {
    'in a plain partition': {},
    'with extended entries': { extended: true },
    'in a metadata partition': { metadata: true, extended: true },
    'in a metadata partition with plain entries': { metadata: true },
    'with packets that went bad': { sparable: true },
  };
  for (const [kind, rules] of Object.entries(kinds)) {
    const path = join(folder.path, `${kind}.udf`);

    it(`reads every byte ${kind}`, async () => {
      writeFileSync(path, writeUdf({ name: '', children: FILES }, { ...rules, label: 'Größe' }));
      const files = new ImageFileSystem(path);
      assert.deepEqual(withoutTimes(await treeOfImage(files)), expected(FILES));
      assert.equal(await files.label(), 'Größe');
      const { modified } = await files.stat('plain.bin');
      assert.equal(modified, Date.UTC(2024, 1, 29, 12, 30, 15));
    });

    it(`is not alone with what it reads ${kind}`, function () {
      if (!hasPrograms('7zz') || rules.sparable === true) this.skip();
      const known = FILES.filter(({ form }) => form !== 'listed' && form !== 'hole');
      const image = join(folder.path, 'judged.udf');
      writeFileSync(image, writeUdf({ name: '', children: known }, { ...rules, label: 'x' }));
      const out = join(folder.path, `out of ${kind}`);
      mkdirSync(out);
      // It warns of what a disc should have beside files; what it takes out is what counts.
      spawnSync('7zz', ['x', '-y', `-o${out}`, image]);
      assert.deepEqual(withoutTimes(treeOfFolder(out)), expected(known));
    });
  }

  it('reads ranges across pieces and holes', async () => {
    const path = join(folder.path, 'in a plain partition.udf');
    const files = new ImageFileSystem(path);
    for (const [name, data] of [
      ['listed.bin', noise(4, 40_000)],
      ['holes.bin', holed],
    ] as const)
      for (const [start, end] of [
        [0, 0],
        [2047, 2048],
        [1000, 9000],
        [data.length - 1, 99_999],
      ] as const) {
        const { stream } = await files.read(name, { range: { start, end } });
        assert.deepEqual(await bytesOf(stream), data.subarray(start, end + 1), `${name} ${start}`);
      }
  });

  it('takes the mirror where the metadata file is damaged', async () => {
    const image = readFileSync(join(folder.path, 'in a metadata partition.udf'));
    image.fill(0, (300 + 4) * 2048, (300 + 5) * 2048);
    const path = join(folder.path, 'mirror.udf');
    writeFileSync(path, image);
    const tree = withoutTimes(await treeOfImage(new ImageFileSystem(path)));
    assert.deepEqual(tree, expected(FILES));
  });
});
