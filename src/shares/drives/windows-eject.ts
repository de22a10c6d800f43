/**
 * Safe removal on Windows: the verb “Eject” of Explorer's shell, which asks the system to let go of
 * the drive. It says nothing, so that the drive is looked for afterwards.
 */
import { driveBusy, ejectFailed } from './drive-error.ts';
import type { DriveEjector, RunProgram, SystemDrive } from './drive-source.ts';

/** `%` stands for the drive, a letter and a colon. The answer is `gone` or `there`. */
const SCRIPT = [
  "$drive = '%'",
  '$item = (New-Object -ComObject Shell.Application).Namespace(17).ParseName("$drive\\")',
  "if ($item) { $item.InvokeVerb('Eject') }",
  'for ($i = 0; $i -lt 20; $i++) { if (-not (Test-Path "$drive\\")) { break }; Start-Sleep -Milliseconds 250 }',
  "if (Test-Path \"$drive\\\") { 'there' } else { 'gone' }",
].join('; ');

export class WindowsEjector implements DriveEjector {
  readonly #run: RunProgram;

  constructor(run: RunProgram) {
    this.#run = run;
  }

  async eject(drive: SystemDrive): Promise<void> {
    // The letter goes into a script.
    if (!/^[A-Z]:$/iu.test(drive.id)) throw ejectFailed('');
    const args = ['-NoProfile', '-NonInteractive', '-Command', SCRIPT.replace('%', drive.id)];
    const said = await this.#run('powershell.exe', args).catch((error: unknown) => {
      throw ejectFailed('', error);
    });
    if (said.trim() !== 'gone') throw driveBusy([]);
  }
}
