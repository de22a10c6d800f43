/** Icons of the pages about the network; apart from `icons.ts`, which every page loads. */
import { svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import { drawn } from '../parts/icons.ts';

const shapes = {
  moon: svg`<path d="M20 14.500A8.500 8.500 0 1 1 9.500 4a7 7 0 0 0 10.500 10.500z"/>`,
  power: svg`<path d="M12 3v8M7 6.500a7.500 7.500 0 1 0 10 0"/>`,
  cable: svg`<rect x="4" y="4" width="16" height="12" rx="2"/><path d="M9 16v4h6v-4M9 4v4M12 4v4M15 4v4"/>`,
  wifi: svg`<path d="M2.500 9a14 14 0 0 1 19 0M5.800 12.600a9 9 0 0 1 12.400 0M9 16a4.500 4.500 0 0 1 6 0M12 19.500h.01"/>`,
  virtual: svg`<path d="M12 3l8 4.500v9L12 21l-8-4.500v-9zM4 7.500l8 4.500 8-4.500M12 12v9"/>`,
  tunnel: svg`<path d="M12 3l7.500 3v5.500c0 4.500-3 8-7.500 9.500-4.500-1.500-7.500-5-7.500-9.500V6z"/>`,
  network: svg`<rect x="9" y="3" width="6" height="5" rx="1"/><rect x="3" y="16" width="6" height="5" rx="1"/><rect x="15" y="16" width="6" height="5" rx="1"/><path d="M12 8v4M6 16v-4h12v4"/>`,
  question: svg`<path d="M8.500 9a3.500 3.500 0 1 1 5 3.200c-1 .5-1.500 1.200-1.500 2.300M12 18.500h.01"/>`,
  cross: svg`<path d="M7 7l10 10M17 7L7 17"/>`,
  tick: svg`<path d="M6 12.500l4 4 8-9"/>`,
  again: svg`<path d="M20 5v5h-5M19.500 10A8 8 0 1 0 20 14"/>`,
  tv: svg`<rect x="3" y="4" width="18" height="12" rx="2"/><path d="M8 20h8"/>`,
  server: svg`<rect x="4" y="3" width="16" height="8" rx="2"/><rect x="4" y="13" width="16" height="8" rx="2"/><path d="M8 7h.01M8 17h.01M12 7h4M12 17h4"/>`,
  globe: svg`<circle cx="12" cy="12" r="9"/><path d="M3 12h18M12 3c3 3 3 15 0 18M12 3c-3 3-3 15 0 18"/>`,
  arrow: svg`<path d="M9 5l7 7-7 7"/>`,
} satisfies Record<string, SVGTemplateResult>;

export type NetworkIconName = keyof typeof shapes;

/** Decoration only, like `icon`. */
export function networkIcon(name: NetworkIconName, size = 20): TemplateResult {
  return drawn(shapes[name], size);
}
