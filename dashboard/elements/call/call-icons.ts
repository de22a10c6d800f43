/** Icons of calls, kept apart from those that the first page needs. */
import { svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import { drawn } from '../parts/icons.ts';

const shapes = {
  call: svg`<path d="M6 3h3l2 5-2.500 2a12 12 0 0 0 5.500 5.500l2-2.500 5 2v3a3 3 0 0 1-3 3C10.500 21 3 13.500 3 6a3 3 0 0 1 3-3z"/>`,
  'hang-up': svg`<path d="M3 14c0-3 4-5 9-5s9 2 9 5v2.500l-5 .5v-3a12 12 0 0 0-8 0v3l-5-.5z"/>`,
  camera: svg`<rect x="3" y="6" width="12" height="12" rx="2"/><path d="M15 11l6-3.500v9L15 13z"/>`,
  'camera-off': svg`<path d="M6 6H5a2 2 0 0 0-2 2v8a2 2 0 0 0 2 2h10M10 6h3a2 2 0 0 1 2 2v3l6-3.500v9M3 3l18 18"/>`,
  microphone: svg`<rect x="9" y="3" width="6" height="11" rx="3"/><path d="M5.500 11a6.500 6.500 0 0 0 13 0M12 17.500V21"/>`,
  muted: svg`<path d="M9 9v2a3 3 0 0 0 4.500 2.600M15 10V6a3 3 0 0 0-5.800-1M5.500 11a6.500 6.500 0 0 0 10 5.500M18.500 11a6.500 6.500 0 0 1-.6 2.700M12 17.500V21M3 3l18 18"/>`,
  'show-screen': svg`<rect x="3" y="4" width="18" height="12" rx="2"/><path d="M8 20h8M12 13V7M9 9.500L12 7l3 2.500"/>`,
} satisfies Record<string, SVGTemplateResult>;

export type CallIconName = keyof typeof shapes;

/** As `icon`. */
export function callIcon(name: CallIconName, size = 20): TemplateResult {
  return drawn(shapes[name], size);
}
