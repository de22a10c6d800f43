/** The fields of the print dialog: only what the printer really offers, with what was chosen last. */
import { html, nothing, type TemplateResult } from 'lit';
import { translated } from '../../locale/localization.ts';
import type { JobOptions } from '../../../src/model/job.ts';
import type { Printer } from '../../../src/model/printer.ts';
import { mediaTypeWords, mediaWords, sourceWords } from '../../words/paper.ts';
import {
  binWords,
  finishingWords,
  numberUpWords,
  orientationWords,
  qualityWords,
  scalingWords,
  sidesWords,
} from '../../words/print-choices.ts';
import { EXPIRIES, keepingChoices } from '../../words/jobs.ts';
import { checkedField } from '../parts/checked-field.ts';

const text = translated({
  copies: 'Copies',
  pages: 'Pages',
  allPages: 'All',
  pagesHint: 'Empty for all, or like 1-3, 7',
  sides: 'Sides',
  color: 'Colour',
  asDocument: 'As in the document',
  monochrome: 'Black and white',
  media: 'Paper',
  more: 'More options',
  source: 'Tray',
  mediaType: 'Kind of paper',
  quality: 'Quality',
  numberUp: 'Pages on a side',
  scaling: 'Size',
  orientation: 'Direction',
  bin: 'Output tray',
  finishings: 'Finish',
  borderless: 'Print to the edges of the paper',
  later: 'PIN, later and more',
  hold: 'Keep it until I say “Print now”',
  pin: 'PIN',
  pinHint: 'It waits until somebody types these digits at the PC of the printer, or here.',
  expires: 'If it cannot be printed',
  keep: 'The document, once printed',
  usual: 'As this PC is set',
  account: 'For (project or customer)',
  auto: 'Automatic',
  any: 'Any',
});

type Named = readonly [value: string, words: string];
/** Words for what is wrong in a field, by the field's name. */
export type FieldErrors = Readonly<Record<string, string>>;

export function mostCopies({ choices }: Printer): number {
  return choices?.copies ?? 999;
}

/** What most people look at. */
export function mainFields(
  printer: Printer,
  last: JobOptions,
  errors: FieldErrors,
): TemplateResult {
  const { choices } = printer;
  const most = mostCopies(printer);
  return html`
    ${
      most > 1
        ? checkedField('copies', text.copies, errors, {
            value: '1',
            inputmode: 'numeric',
            maxlength: 3,
            first: true,
          })
        : nothing
    }
    ${
      choices?.pageRanges === true
        ? checkedField('pages', text.pages, errors, {
            placeholder: text.allPages,
            hint: text.pagesHint,
          })
        : nothing
    }
    ${choice('media', text.media, mediaOffered(printer), last.media)}
    ${choice('sides', text.sides, sidesOffered(printer), last.sides)}
    ${choice('color', text.color, colorsOffered(printer), last.color)}
  `;
}

/** Undefined where the printer offers nothing of it. */
export function moreFields({ choices }: Printer, last: JobOptions): TemplateResult | undefined {
  if (!choices) return undefined;
  const named = <K extends string>(
    values: readonly K[] | undefined,
    words: (value: K) => string,
    usual: K,
    unless: string,
  ): Named[] =>
    usualFirst(
      (values ?? []).map((value) => [value, words(value)]),
      usual,
      unless,
    );
  const { auto, any } = text;
  const fields = [
    choice('source', text.source, named(choices.sources, sourceWords, 'auto', auto), last.source),
    choice(
      'mediaType',
      text.mediaType,
      named(choices.mediaTypes, mediaTypeWords, 'auto', any),
      last.mediaType,
    ),
    choice(
      'quality',
      text.quality,
      named(choices.qualities, (one) => qualityWords[one], 'normal', qualityWords.normal),
      last.quality,
    ),
    choice(
      'numberUp',
      text.numberUp,
      named(
        choices.numberUp?.map(String),
        (one) => numberUpWords(Number(one)),
        '1',
        numberUpWords(1),
      ),
      String(last.numberUp),
    ),
    choice(
      'scaling',
      text.scaling,
      named(choices.scalings, (one) => scalingWords[one], 'auto', scalingWords.auto),
      last.scaling,
    ),
    choice(
      'orientation',
      text.orientation,
      named<string>(
        choices.orientations,
        (one) => orientationWords[one as keyof typeof orientationWords] ?? one,
        '',
        text.asDocument,
      ),
      last.orientation,
    ),
    choice('bin', text.bin, named(choices.bins, binWords, 'auto', auto), last.bin),
    ...(choices.borderless === true
      ? [tick('borderless', 'yes', text.borderless, last.borderless === true)]
      : []),
    ...finishingFields(choices.finishings ?? [], last.finishings ?? []),
  ].filter((field) => field !== nothing);
  if (fields.length === 0) return undefined;
  return html`<details>
    <summary>${text.more}</summary>
    <div class="options">${fields}</div>
  </details>`;
}

/** What holds for the job, whatever the printer offers. */
export function laterFields(errors: FieldErrors): TemplateResult {
  const keeping = keepingChoices(0).map(([hours, words]): Named => [String(hours), words]);
  return html`<details ?open=${'pin' in errors}>
    <summary>${text.later}</summary>
    <div class="options">
      ${checkedField('pin', text.pin, errors, { inputmode: 'numeric', maxlength: 12, hint: text.pinHint })}
      ${checkedField('account', text.account, errors, { maxlength: 63 })}
      ${choice('expiresIn', text.expires, EXPIRIES, undefined)}
      ${choice('keepHours', text.keep, [['', text.usual], ...keeping], undefined)}
      <div class="wide">${tick('hold', 'yes', text.hold, false)}</div>
    </div>
  </details>`;
}

/** The printer's own default stands first, and asks for nothing. */
function usualFirst(values: readonly Named[], usual: string, unless: string): Named[] {
  const others = values.filter(([value]) => value !== usual);
  return others.length === 0 ? [] : [['', unless], ...others];
}

function mediaOffered({ media }: Printer): Named[] {
  return media.map((one, at) => [at === 0 ? '' : one, mediaWords(one)]);
}

function sidesOffered({ duplex, choices }: Printer): Named[] {
  const offered = choices?.sides ?? (duplex ? Object.keys(sidesWords) : []);
  const known = Object.entries(sidesWords).filter(([side]) => offered.includes(side));
  return known.some(([side]) => side.startsWith('two')) ? known : [];
}

function colorsOffered({ color, choices }: Printer): Named[] {
  if (!color || choices?.monochrome === false) return [];
  return [
    ['', text.asDocument],
    ['monochrome', text.monochrome],
  ];
}

function choice(
  name: string,
  label: string,
  values: readonly Named[],
  last: string | undefined,
): TemplateResult | typeof nothing {
  if (values.length < 2) return nothing;
  return html`<label class="field">
    ${label}
    <select name=${name}>
      ${values.map(
        ([value, words]) =>
          html`<option value=${value} ?selected=${value !== '' && value === last}>${words}</option>`,
      )}
    </select>
  </label>`;
}

function tick(name: string, value: string, words: string, checked: boolean): TemplateResult {
  return html`<label class="choice">
    <input type="checkbox" name=${name} value=${value} ?checked=${checked} />${words}
  </label>`;
}

function finishingFields(offered: readonly string[], last: readonly string[]): TemplateResult[] {
  if (offered.length === 0) return [];
  return [
    html`<fieldset class="wide">
      <legend>${text.finishings}</legend>
      <div class="ticks">
        ${offered.slice(0, 10).map((one) => tick('finishings', one, finishingWords(one), last.includes(one)))}
      </div>
    </fieldset>`,
  ];
}
