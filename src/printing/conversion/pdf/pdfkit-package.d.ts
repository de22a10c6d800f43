/** What we call of `pdfkit`, which comes without types. */
declare module 'pdfkit' {
  interface TextOptions {
    lineBreak: false;
    baseline: 'alphabetic';
    /** Of OpenType; given at all, the text is shaped as one piece, not word by word. */
    features?: string[];
  }
  export default class Document {
    constructor(options: {
      autoFirstPage?: boolean;
      compress?: boolean;
      margin?: number;
      info?: Record<string, unknown>;
    });
    on(event: 'data', listener: (bytes: Uint8Array) => void): this;
    on(event: 'end', listener: () => void): this;
    on(event: 'error', listener: (error: Error) => void): this;
    addPage(options: { size: [number, number]; margin: number }): this;
    registerFont(name: string, source: string, family?: string): this;
    font(name: string): this;
    fontSize(size: number): this;
    widthOfString(text: string, options: { features?: string[] }): number;
    text(text: string, x: number, y: number, options: TextOptions): this;
    save(): this;
    restore(): this;
    transform(a: number, b: number, c: number, d: number, e: number, f: number): this;
    image(
      source: Uint8Array,
      x: number,
      y: number,
      options: { width: number; height: number },
    ): this;
    end(): void;
  }
}
