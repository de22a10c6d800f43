/** What is handed to Windows is laid out as it reads it, and hostile texts are text. */
import assert from 'node:assert/strict';
import { menuRows } from '../../src/desktop/windows/menu-rows.ts';
import {
  fitted,
  iconImage,
  Message,
  notifyIconData,
  readIconEvent,
  wide,
  windowClass,
} from '../../src/desktop/windows/structs.ts';

const text = (data: Buffer, at: number, units: number): string => {
  const field = data.toString('utf16le', at, at + units * 2);
  assert.ok(field.includes('\0'), 'a zero ends it');
  return field.slice(0, field.indexOf('\0'));
};

const state = { window: 0x1_0002_0003n, icon: 0x7n, tooltip: 'Hallway: all is well' };

describe('desktop: what Windows reads', () => {
  it('an icon with a tooltip, and no balloon where there is none to tell', () => {
    const data = notifyIconData(state);
    assert.equal(data.length, 976);
    assert.equal(data.readUInt32LE(0), 976);
    assert.equal(data.readBigUInt64LE(8), state.window);
    // NIF_MESSAGE, NIF_ICON, NIF_TIP, NIF_SHOWTIP.
    assert.equal(data.readUInt32LE(20), 0x87);
    assert.equal(data.readUInt32LE(24), Message.icon);
    assert.equal(data.readBigUInt64LE(32), 7n);
    assert.equal(text(data, 40, 128), state.tooltip);
    assert.equal(text(data, 304, 256), '');
    assert.equal(data.readUInt32LE(816), 4);
  });

  it('a balloon, and that it is over', () => {
    const shown = notifyIconData({ ...state, balloon: { title: 'Printed', body: 'plan.pdf' } });
    assert.equal(shown.readUInt32LE(20), 0x97);
    assert.equal(text(shown, 304, 256), 'plan.pdf');
    assert.equal(text(shown, 820, 64), 'Printed');
    assert.equal(shown.readBigUInt64LE(968), 7n);
    const over = notifyIconData({ ...state, balloon: null });
    assert.equal(over.readUInt32LE(20), 0x97);
    assert.equal(text(over, 304, 256), '');
  });

  it('a balloon that says nothing is still shown', () => {
    const balloon = { title: 'Missed call', body: '' };
    assert.equal(text(notifyIconData({ ...state, balloon }), 304, 256), 'Missed call');
    const none = { title: '', body: '' };
    assert.equal(text(notifyIconData({ ...state, balloon: none }), 304, 256), ' ');
  });

  it('endless texts end within their fields, and touch nothing behind them', () => {
    const endless = 'ä😀'.repeat(9000);
    const balloon = { title: endless, body: endless };
    const data = notifyIconData({ ...state, tooltip: endless, balloon });
    assert.equal(data.length, 976);
    for (const [at, units] of [[40, 128], [304, 256], [820, 64]] as const) // biome-ignore format: one line
      assert.ok(text(data, at, units).isWellFormed() && text(data, at, units).endsWith('…'));
    assert.deepEqual([data.readUInt32LE(296), data.readUInt32LE(300)], [0, 0]);
    assert.equal(data.readUInt32LE(948), 0x84);
  });

  it('a text is cut between its characters', () => {
    assert.equal(fitted('four', 4), 'four');
    assert.equal(fitted('fives', 4), 'fiv…');
    assert.equal(fitted('ab😀cd', 4), 'ab…');
    assert.equal(fitted('a\uD83Db', 4), 'a\uFFFDb');
    assert.equal(fitted('a\0b', 4), 'a b');
    assert.equal(wide('a\0b').toString('utf16le'), 'a b\0');
  });

  it('a class of windows', () => {
    const data = windowClass(0x11n, 0x22n, 0x33n);
    assert.equal(data.readUInt32LE(0), 80);
    const addresses = [8, 24, 64].map((at) => data.readBigUInt64LE(at));
    assert.deepEqual(addresses, [0x11n, 0x22n, 0x33n]);
  });

  it('an icon from its last row up, blue before red, with an empty mask', () => {
    const [plain, urgent] = [iconImage(20, undefined), iconImage(20, 'attention')];
    assert.equal(plain.length, 40 + 20 * 20 * 4 + 4 * 20);
    assert.deepEqual([plain.readInt32LE(4), plain.readInt32LE(8)], [20, 40]);
    assert.equal(plain.readUInt16LE(14), 32);
    const pixel = (image: Buffer, x: number, y: number): number[] => [
      ...image.subarray(40 + ((19 - y) * 20 + x) * 4).subarray(0, 4),
    ];
    assert.deepEqual(pixel(plain, 0, 0), [0, 0, 0, 0]);
    assert.deepEqual(pixel(plain, 10, 2), [95, 107, 15, 255]);
    assert.deepEqual(pixel(urgent, 15, 15), [47, 54, 217, 255]);
    assert.ok(plain.subarray(40 + 20 * 20 * 4).every((byte) => byte === 0));
  });

  it('what happened to the icon, also left of the first screen', () => {
    const at = (0xfff6n << 0n) | (40n << 16n);
    const found = readIconEvent(at, 0x0001_007bn);
    assert.deepEqual(found, { event: Message.contextMenu, x: -10, y: 40 });
  });
});

describe('desktop: the menu of Windows', () => {
  const open = { do: 'open', page: '/' } as const;
  const pause = { do: 'pause', on: false } as const;
  const { rows, actions } = menuRows([
    { key: 'open', label: 'Open Hallway', action: open },
    { key: 'status', label: 'All is well' },
    { key: 'line', label: '', separator: true },
    {
      key: 'colleagues',
      label: '1 PC online',
      children: [{ key: 'peer', label: '<b>x<b>\t&Quit & more', action: open }],
    },
    { key: 'pause', label: 'Pause', checked: true, action: pause },
    { key: 'quiet', label: 'Quiet', checked: false, action: { do: 'quiet', on: true } },
  ]);

  it('has rows to choose, to read, with boxes, and with others under them', () => {
    const seen = rows.map(({ number, flags, text: label }) => [number, flags, label]);
    assert.deepEqual(seen, [
      [1, 0, 'Open Hallway'],
      [0, 0x1, 'All is well'],
      [0, 0x800, ''],
      [0, 0x10, '1 PC online'],
      [3, 0x8, 'Pause'],
      [4, 0, 'Quiet'],
    ]);
    assert.deepEqual([actions.get(1), actions.get(3)], [open, pause]);
    assert.equal(actions.get(0), undefined);
  });

  it('shows a hostile name as it is written', () => {
    const under = rows[3]?.rows ?? [];
    assert.deepEqual(under, [{ number: 2, flags: 0, text: '<b>x<b> &&Quit && more' }]);
  });

  it('ends an endless row', () => {
    const [row] = menuRows([{ key: 'a', label: '&'.repeat(5000), action: open }]).rows;
    assert.equal(row?.text, `${'&&'.repeat(199)}…`);
  });
});
