/** A QR code as a picture that a phone's camera reads: dark on white in every look. */
import { css, html, LitElement, svg, type TemplateResult } from 'lit';

export class HallwayQrCode extends LitElement {
  static override properties = { rows: { attribute: false }, label: {} };
  /** A row a text, `1` for dark. */
  declare rows: readonly string[];
  declare label: string;

  constructor() {
    super();
    this.rows = [];
    this.label = '';
  }

  protected override render(): TemplateResult {
    const size = this.rows.length;
    const dark = this.rows.flatMap((row, y) =>
      Array.from(
        row.matchAll(/1+/g),
        ({ 0: run, index }) => `M${index} ${y}h${run.length}v1h-${run.length}z`,
      ),
    );
    return html`<svg
      viewBox="0 0 ${size} ${size}"
      role="img"
      aria-label=${this.label}
      shape-rendering="crispEdges"
    >
      ${svg`<path d=${dark.join('')} />`}
    </svg>`;
  }

  static override styles = css`
    svg {
      display: block;
      width: min(16rem, 100%);
      margin: var(--space-3) auto;
      background: #ffffff;
      border-radius: var(--radius);
      fill: #000000;
    }
  `;
}
customElements.define('hallway-qr-code', HallwayQrCode);
