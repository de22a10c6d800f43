/**
 * A printer as a peer tells of it, fit to be kept and seen: field by field, so that what a peer adds
 * beyond the contract is not kept. Its shape is checked already.
 */
import { displayName, displayText } from '../base/text.ts';
import type { DeviceId } from '../model/id.ts';
import { type Printer, PrinterChoices } from '../model/printer.ts';

export function cleanPrinter(device: DeviceId, printer: Printer): Printer {
  const { id, state, accepting, jobs, color, duplex, choices, supplies, trays, margins } = printer;
  const { paused, allowance, keepsHours } = printer;
  return {
    id,
    device,
    name: displayName(printer.name, 'Printer'),
    state,
    reasons: printer.reasons.slice(0, 20).map((reason) => displayText(reason, 64)),
    message: displayText(printer.message),
    accepting,
    jobs,
    color,
    duplex,
    formats: printer.formats.map((format) => displayText(format, 127)),
    media: printer.media.map((medium) => displayText(medium, 127)),
    location: displayText(printer.location),
    model: displayText(printer.model),
    ...(choices ? { choices: cleanChoices(choices) } : {}),
    ...(supplies ? { supplies: supplies.map(cleanSupply) } : {}),
    ...(trays ? { trays: trays.map(cleanTray) } : {}),
    ...(margins ? { margins: cleanMargins(margins) } : {}),
    ...(paused ? { paused } : {}),
    ...(allowance ? { allowance: cleanAllowance(allowance) } : {}),
    ...(keepsHours ? { keepsHours } : {}),
  };
}

/** Flags, numbers and keywords: their schema leaves no room for anything to be cleaned. */
function cleanChoices(choices: PrinterChoices): PrinterChoices {
  const known = Object.entries(choices).filter(([name]) =>
    Object.hasOwn(PrinterChoices.properties, name),
  );
  return Object.fromEntries(known) as PrinterChoices;
}

type Part<Name extends keyof Printer> = NonNullable<Printer[Name]>;

function cleanSupply({ name, kind, colors, level, state }: Part<'supplies'>[number]) {
  return { name: displayText(name, 127, 'Supply'), kind, colors, level, state };
}

function cleanTray({ source, media, type, level }: Part<'trays'>[number]) {
  return { source, media: media === null ? null : displayText(media, 127), type, level };
}

function cleanMargins({ top, bottom, left, right }: Part<'margins'>) {
  return { top, bottom, left, right };
}

function cleanAllowance({ pagesPerMonth, pagesUsed }: Part<'allowance'>) {
  return { pagesPerMonth, pagesUsed };
}
