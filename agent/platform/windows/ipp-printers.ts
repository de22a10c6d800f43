/**
 * Printers of Windows: `Add-Printer -IppURL` binds an address to the Microsoft IPP Class Driver. It
 * takes no name on some builds, so the new one is found by comparing and renamed. The address is
 * kept in the comment, since Windows names ports as it likes. Not run on real Windows so far.
 */
import { HallwayError } from '../../../src/base/errors.ts';
import { isLoopbackPrinter } from '../../../src/printing/ipp/server/printer-path.ts';
import type {
  QueueWish,
  SystemPrinters,
  SystemQueue,
} from '../../../src/printing/system-printers.ts';
import { POWERSHELL, type RunCommand } from '../system-command.ts';

interface Row {
  Name: string;
  Comment: string;
  Location: string;
}

const LIST = 'Get-Printer | Select-Object Name,Comment,Location | ConvertTo-Json -Compress';
const MARK = 'Hallway ';
const MAX_NAME = 120;

export class WindowsPrinters implements SystemPrinters {
  readonly #run: RunCommand;

  constructor(run: RunCommand) {
    this.#run = run;
  }

  /** As people read it; `\ , !` cannot stand in a printer's name. */
  queueName(printer: string, device: string, count: number): string {
    const name = `${printer} (${device})`.replace(/[\\,!"]+/g, ' ').slice(0, MAX_NAME);
    return count === 1 ? name : `${name} ${count}`;
  }

  async list(): Promise<{ names: string[]; queues: SystemQueue[] }> {
    const said = await this.#run(...POWERSHELL, LIST);
    if (said?.code !== 0) throw noSpooler();
    const rows = printersOf(said.stdout);
    return { names: rows.map(({ Name }) => Name), queues: rows.flatMap(asQueue) };
  }

  async put(name: string, wish: QueueWish): Promise<void> {
    const before = await this.list();
    const known = before.queues.find((queue) => queue.name === name);
    await this.#elevated(
      known?.uri === wish.uri ? describing(name, wish) : fresh(name, wish, !!known),
    );
  }

  remove(name: string): Promise<void> {
    return this.#elevated(`Remove-Printer -Name ${quoted(name)} -ErrorAction Stop`);
  }

  /** Windows asks the person, in a window of its own. */
  async #elevated(script: string): Promise<void> {
    const encoded = Buffer.from(`$ErrorActionPreference='Stop'; ${script}`, 'utf16le');
    const start =
      `$p = Start-Process powershell.exe -Verb RunAs -WindowStyle Hidden -Wait -PassThru ` +
      `-ArgumentList '-NoProfile','-NonInteractive','-EncodedCommand','${encoded.toString('base64')}'; ` +
      `exit $p.ExitCode`;
    const done = await this.#run(...POWERSHELL, start);
    if (done?.code === 0) return;
    throw new HallwayError(
      'printer.install_denied',
      'Windows did not change its printers: an administrator has to allow it.',
      {
        fix: `Run this in PowerShell as administrator, then try again: ${script}`,
        details: { command: script },
      },
    );
  }
}

/** Of `ConvertTo-Json`: one printer is no list there. */
export function printersOf(json: string): Row[] {
  let value: unknown;
  try {
    value = json.trim() === '' ? [] : JSON.parse(json);
  } catch (cause) {
    throw noSpooler(cause);
  }
  const rows = Array.isArray(value) ? value : [value];
  return rows.flatMap((row: unknown) => {
    const { Name, Comment, Location } = (row ?? {}) as Record<string, unknown>;
    if (typeof Name !== 'string') return [];
    return [{ Name, Comment: words(Comment), Location: words(Location) }];
  });
}

/** Null where Windows has nothing. */
function words(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function asQueue({ Name, Comment, Location }: Row): SystemQueue[] {
  const [mark, uri = ''] = Comment.split(/(?<=^Hallway )/);
  if (mark !== MARK || !isLoopbackPrinter(uri)) return [];
  // The class driver asks the printer itself.
  return [{ name: Name, uri, info: Name, location: Location, described: true }];
}

function describing(name: string, { uri, location }: QueueWish): string {
  return `Set-Printer -Name ${quoted(name)} -Comment ${quoted(MARK + uri)} -Location ${quoted(location)}`;
}

/** `-IppURL` wants http; the printer is there already where only its address changed. */
function fresh(name: string, wish: QueueWish, known: boolean): string {
  const url = wish.uri.replace(/^ipp:/, 'http:');
  return [
    ...(known ? [`Remove-Printer -Name ${quoted(name)}`] : []),
    `$before = @(Get-Printer | ForEach-Object Name)`,
    `Add-Printer -IppURL ${quoted(url)}`,
    `$new = Get-Printer | Where-Object { $before -notcontains $_.Name } | Select-Object -First 1`,
    `if (-not $new) { exit 3 }`,
    `Rename-Printer -InputObject $new -NewName ${quoted(name)}`,
    describing(name, wish),
  ].join('; ');
}

/** A literal of PowerShell: nothing in it is looked at. It takes typographic quotes for quotes. */
function quoted(text: string): string {
  return `'${text.replace(/['\u2018\u2019\u201a\u201b]/g, '$&$&')}'`;
}

function noSpooler(cause?: unknown): HallwayError {
  return new HallwayError('printer.no_backend', 'The print system of Windows does not answer.', {
    fix: 'Start the service “Print Spooler”.',
    cause,
  });
}
