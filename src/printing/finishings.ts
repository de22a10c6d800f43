/** What a printer does with the sheets afterwards: `finishings` by name (PWG 5100.1, IANA). */
const NAMES: readonly (readonly [number, readonly string[]])[] = [
  [4, ['staple', 'punch', 'cover', 'bind', 'saddle-stitch', 'edge-stitch', 'fold', 'trim', 'bale']],
  [13, ['booklet-maker', 'jog-offset', 'coat', 'laminate']],
  [20, ['staple-top-left', 'staple-bottom-left', 'staple-top-right', 'staple-bottom-right']],
  [24, ['edge-stitch-left', 'edge-stitch-top', 'edge-stitch-right', 'edge-stitch-bottom']],
  [28, ['staple-dual-left', 'staple-dual-top', 'staple-dual-right', 'staple-dual-bottom']],
  [32, ['staple-triple-left', 'staple-triple-top', 'staple-triple-right', 'staple-triple-bottom']],
  [50, ['bind-left', 'bind-top', 'bind-right', 'bind-bottom']],
  [60, ['trim-after-pages', 'trim-after-documents', 'trim-after-copies', 'trim-after-job']],
  [70, ['punch-top-left', 'punch-bottom-left', 'punch-top-right', 'punch-bottom-right']],
  [74, ['punch-dual-left', 'punch-dual-top', 'punch-dual-right', 'punch-dual-bottom']],
  [78, ['punch-triple-left', 'punch-triple-top', 'punch-triple-right', 'punch-triple-bottom']],
  [82, ['punch-quad-left', 'punch-quad-top', 'punch-quad-right', 'punch-quad-bottom']],
  [
    86,
    [
      'punch-multiple-left',
      'punch-multiple-top',
      'punch-multiple-right',
      'punch-multiple-bottom',
      'fold-accordion',
      'fold-double-gate',
      'fold-gate',
      'fold-half',
      'fold-half-z',
      'fold-left-gate',
      'fold-letter',
      'fold-parallel',
      'fold-poster',
      'fold-right-gate',
      'fold-z',
      'fold-engineering-z',
    ],
  ],
];

const BY_NUMBER = new Map(
  NAMES.flatMap(([first, names]) => names.map((name, index) => [first + index, name] as const)),
);
const BY_NAME = new Map(Array.from(BY_NUMBER, ([number, name]) => [name, number]));

/** Undefined for `none` and for what has no name here. */
export function finishingName(code: number): string | undefined {
  return BY_NUMBER.get(code);
}

export function finishingCode(name: string): number | undefined {
  return BY_NAME.get(name);
}
