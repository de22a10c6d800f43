/** Icons, drawn inline so that they take the colour of the text beside them. */
import { html, svg, type SVGTemplateResult, type TemplateResult } from 'lit';

const shapes = {
  hallway: svg`<path d="M4 4l5 3.5v9L4 20zM20 4l-5 3.5v9L20 20zM9 16.5h6M9 7.5h6"/>`,
  pc: svg`<rect x="3" y="4" width="18" height="12" rx="2"/><path d="M8 20h8M12 16v4"/>`,
  printer: svg`<path d="M7 8V3h10v5"/><rect x="3" y="8" width="18" height="8" rx="2"/><path d="M7 13h10v8H7z"/>`,
  folder: svg`<path d="M3 7a2 2 0 0 1 2-2h4l2.5 3H19a2 2 0 0 1 2 2v7a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2z"/>`,
  drive: svg`<rect x="3" y="13" width="18" height="7" rx="2"/><path d="M3 15l3-10h12l3 10M7 16.5h.01M11 16.5h.01"/>`,
  disc: svg`<circle cx="12" cy="12" r="9"/><circle cx="12" cy="12" r="2.500"/><path d="M12 6a6 6 0 0 1 6 6"/>`,
  file: svg`<path d="M6 3h8l4 4v14H6z"/><path d="M14 3v4h4"/>`,
  talk: svg`<path d="M4 5h16v11H10l-5 4v-4H4z"/><path d="M8 9h8M8 12.500h5"/>`,
  people: svg`<circle cx="9" cy="8" r="3.5"/><path d="M2.5 20c.5-4 3-6 6.500-6s6 2 6.500 6M16 4.800a3.500 3.500 0 0 1 0 6.400M18 14.500c2 .8 3.200 2.700 3.500 5.500"/>`,
  settings: svg`<path d="M4 7h10M18 7h2M4 17h2M10 17h10"/><circle cx="16" cy="7" r="2.200"/><circle cx="8" cy="17" r="2.200"/>`,
  search: svg`<circle cx="10.500" cy="10.500" r="6.500"/><path d="M15.500 15.500L21 21"/>`,
  plus: svg`<path d="M12 5v14M5 12h14"/>`,
  check: svg`<path d="M5 12.500l4.500 4.500L19 7.500"/>`,
  close: svg`<path d="M6 6l12 12M18 6L6 18"/>`,
  download: svg`<path d="M12 4v11M7 10.500l5 5 5-5M5 20h14"/>`,
  upload: svg`<path d="M12 16V5M7 9.500l5-5 5 5M5 20h14"/>`,
  copy: svg`<rect x="9" y="9" width="11" height="11" rx="2"/><path d="M15 5H6a2 2 0 0 0-2 2v8"/>`,
  alert: svg`<circle cx="12" cy="12" r="9"/><path d="M12 7.500v5.500M12 16.500h.01"/>`,
  lock: svg`<rect x="5" y="11" width="14" height="9" rx="2"/><path d="M8 11V8a4 4 0 0 1 8 0v3"/>`,
  wait: svg`<circle cx="12" cy="12" r="9"/><path d="M12 7v5l3 2"/>`,
  pulse: svg`<path d="M3 12h4l2.500-7 5 14 2.500-7h4"/>`,
  nearby: svg`<circle cx="12" cy="12" r="2"/><path d="M7.800 16.200a6 6 0 0 1 0-8.400M16.200 7.800a6 6 0 0 1 0 8.400M5 19a10 10 0 0 1 0-14M19 5a10 10 0 0 1 0 14"/>`,
  phone: svg`<rect x="7" y="3" width="10" height="18" rx="2"/><path d="M11 18h2"/>`,
  bell: svg`<path d="M6 10a6 6 0 0 1 12 0c0 5 2 6 2 7H4c0-1 2-2 2-7zM10 20.500h4"/>`,
  previous: svg`<path d="M18 6v12l-9-6zM6 6v12"/>`,
  next: svg`<path d="M6 6v12l9-6zM18 6v12"/>`,
  mix: svg`<path d="M4 7h3l9 10h4M4 17h3l3-3.300M13 10.300L16 7h4M17.500 4.500L20 7l-2.500 2.500M17.500 14.500L20 17l-2.500 2.500"/>`,
  repeat: svg`<path d="M5 12V9.500A2.500 2.500 0 0 1 7.500 7H19M16 4l3 3-3 3M19 12v2.500a2.500 2.500 0 0 1-2.500 2.500H5M8 20l-3-3 3-3"/>`,
  'repeat-one': svg`<path d="M5 12V9.500A2.500 2.500 0 0 1 7.500 7H19M16 4l3 3-3 3M19 12v2.500a2.500 2.500 0 0 1-2.500 2.500H5M8 20l-3-3 3-3M12 10.500v3"/>`,
  screen: svg`<rect x="3" y="5" width="18" height="12" rx="2"/><path d="M10 8.500v5l4.500-2.500zM8 20h8"/>`,
  key: svg`<circle cx="8" cy="15" r="4"/><path d="M11 12l8-8M16 7l3 3"/>`,
} satisfies Record<string, SVGTemplateResult>;

export type IconName = keyof typeof shapes;
/** All of them, for the gallery. */
export const iconNames = Object.keys(shapes) as IconName[];

/** Decoration only: the words beside it say what it means. `size` in CSS pixels at 100 % text. */
export function icon(name: IconName, size = 20): TemplateResult {
  return drawn(shapes[name], size);
}

/** A shape on a field of 24 by 24, in lines of the text's colour. */
export function drawn(shape: SVGTemplateResult, size: number): TemplateResult {
  return html`<svg
    width=${`${size / 16}em`}
    height=${`${size / 16}em`}
    viewBox="0 0 24 24"
    fill="none"
    stroke="currentColor"
    stroke-width="1.75"
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
    focusable="false"
  >
    ${shape}
  </svg>`;
}
