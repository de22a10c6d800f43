/** What we call of `fontkit`, which comes without types. */
declare module 'fontkit' {
  interface Font {
    postscriptName: string;
    hasGlyphForCodePoint(codePoint: number): boolean;
  }
  interface Collection {
    fonts: Font[];
  }
  export function openSync(path: string): Font | Collection;
}
