/** Does to the icon's window what other programs of Windows do: by its first argument. */
import { dlopen } from 'node:ffi';
import { notifyIconData, wide } from '../../../src/desktop/windows/structs.ts';

const { functions: user } = dlopen('user32.dll', {
  FindWindowW: { arguments: ['buffer', 'pointer'], return: 'pointer' },
  SendMessageW: { arguments: ['pointer', 'u32', 'u64', 'i64'], return: 'i64' },
  SendNotifyMessageW: { arguments: ['pointer', 'u32', 'u64', 'i64'], return: 'i32' },
  RegisterWindowMessageW: { arguments: ['buffer'], return: 'u32' },
});
const { functions: shell } = dlopen('shell32.dll', {
  Shell_NotifyIconW: { arguments: ['u32', 'buffer'], return: 'i32' },
});
const EVERYBODY = 0xffffn;

const window = user.FindWindowW(wide('HallwayTray'), 0n);
if (window === 0n) throw new Error('There is no window of the icon.');
switch (process.argv[2]) {
  // The taskbar forgot the icon, as a new one does.
  case 'forget':
    shell.Shell_NotifyIconW(2, notifyIconData({ window, icon: 0n, tooltip: '' }));
    break;
  case 'taskbar':
    user.SendNotifyMessageW(EVERYBODY, user.RegisterWindowMessageW(wide('TaskbarCreated')), 0n, 0n);
    break;
  // Wine draws balloons, and tells nothing of clicks on them.
  case 'balloon':
    user.SendMessageW(window, 0x8001, 0n, 0x0001_0405n);
    break;
  // As taskkill asks a program to end.
  case 'close':
    user.SendMessageW(window, 0x0010, 0n, 0n);
    break;
  default:
    throw new Error('Nothing to do.');
}
