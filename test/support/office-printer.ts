/** An attributes file of ippeveprinter: a colour printer with two trays, as offices have them. */

/** Hundredths of millimetres, and PWG name. */
const PAPERS: Readonly<Record<string, readonly [string, number, number]>> = {
  a4: ['iso_a4_210x297mm', 21_000, 29_700],
  a5: ['iso_a5_148x210mm', 14_800, 21_000],
  a3: ['iso_a3_297x420mm', 29_700, 42_000],
  letter: ['na_letter_8.5x11in', 21_590, 27_940],
};

const size = (paper: string): string => {
  const [, x, y] = PAPERS[paper] ?? [];
  return `MEMBER collection media-size { MEMBER integer x-dimension ${x} MEMBER integer y-dimension ${y} }`;
};

const margins = (width: number): string =>
  ['top', 'bottom', 'left', 'right']
    .map((edge) => `MEMBER integer media-${edge}-margin ${width}`)
    .join(' ');

const lying = (paper: string, source: string, type: string): string =>
  `{ ${size(paper)} MEMBER keyword media-size-name ${PAPERS[paper]?.[0]} ${margins(423)} ` +
  `MEMBER keyword media-source ${source} MEMBER keyword media-type ${type} }`;

const names = Object.values(PAPERS).map(([name]) => name);
const both = ['423', '0'].flatMap((width) =>
  Object.keys(PAPERS).map((paper) => `{ ${size(paper)} ${margins(Number(width))} }`),
);

export const OFFICE_PRINTER = `
ATTR text printer-make-and-model "Office 4000"
ATTR text printer-device-id "MFG:Office;MDL:4000;CMD:PDF,JPEG,PWG;"
ATTR boolean color-supported true
ATTR integer copies-default 1
ATTR rangeOfInteger copies-supported 1-99
ATTR enum finishings-default 3
ATTR enum finishings-supported 3,4,5
ATTR integer media-bottom-margin-supported 0,423
ATTR integer media-left-margin-supported 0,423
ATTR integer media-right-margin-supported 0,423
ATTR integer media-top-margin-supported 0,423
ATTR collection media-col-database ${both.join(',')}
ATTR collection media-col-default ${lying('a4', 'tray-1', 'stationery')}
ATTR collection media-col-ready ${lying('a4', 'tray-1', 'stationery')},${lying('a5', 'tray-2', 'labels')}
ATTR keyword media-default iso_a4_210x297mm
ATTR keyword media-ready iso_a4_210x297mm,iso_a5_148x210mm
ATTR collection media-size-supported ${Object.keys(PAPERS)
  .map((paper) => `{ ${size(paper).replace(/^.*? \{ /, '')}`)
  .join(',')}
ATTR keyword media-source-supported auto,tray-1,tray-2
ATTR keyword media-supported ${names.join(',')}
ATTR keyword media-type-supported stationery,labels,photographic-glossy
ATTR integer number-up-default 1
ATTR integer number-up-supported 1,2,4
ATTR enum orientation-requested-default 3
ATTR enum orientation-requested-supported 3,4,5,6
ATTR keyword output-bin-default face-down
ATTR keyword output-bin-supported face-down,stacker-1
ATTR keyword overrides-supported document-numbers,pages
ATTR boolean page-ranges-supported true
ATTR integer pages-per-minute 40
ATTR integer pages-per-minute-color 30
ATTR keyword print-color-mode-default auto
ATTR keyword print-color-mode-supported auto,color,monochrome
ATTR keyword print-content-optimize-default auto
ATTR keyword print-content-optimize-supported auto
ATTR enum print-quality-default 4
ATTR enum print-quality-supported 3,4,5
ATTR keyword print-rendering-intent-default auto
ATTR keyword print-rendering-intent-supported auto
ATTR keyword print-scaling-default auto
ATTR keyword print-scaling-supported auto,auto-fit,fill,fit,none
ATTR octetString printer-input-tray "type=sheetFeedAutoRemovableTray;mediafeed=0;mediaxfeed=0;maxcapacity=-2;level=-2;status=0;name=auto;","type=sheetFeedAutoRemovableTray;mediafeed=0;mediaxfeed=0;maxcapacity=250;level=125;status=0;name=tray-1;","type=sheetFeedAutoRemovableTray;mediafeed=0;mediaxfeed=0;maxcapacity=500;level=500;status=0;name=tray-2;"
ATTR resolution printer-resolution-default 600dpi
ATTR resolution printer-resolution-supported 600dpi,1200dpi
ATTR name marker-names "Black Toner","Cyan Toner","Waste"
ATTR name marker-colors "#000000","#00FFFF","none"
ATTR keyword marker-types toner-cartridge,toner-cartridge,waste-toner
ATTR integer marker-levels 60,4,-2
ATTR integer marker-low-levels 10,10,0
ATTR integer marker-high-levels 100,100,90
ATTR resolution pwg-raster-document-resolution-supported 300dpi,600dpi
ATTR keyword pwg-raster-document-sheet-back normal
ATTR keyword pwg-raster-document-type-supported black_1,sgray_8,srgb_8
ATTR keyword sides-default one-sided
ATTR keyword sides-supported one-sided,two-sided-long-edge,two-sided-short-edge
`;
