/** The one design language: colours for light and dark, spacing, type, radius, focus and motion. */
import { css } from 'lit';

/** For whoever sees little: nothing soft, every line strong. */
const contrast = css`
  --canvas: light-dark(#ffffff, #000000);
  --surface: light-dark(#ffffff, #000000);
  --sunken: light-dark(#f0f0f0, #1c1c1c);
  --line: light-dark(#000000, #ffffff);
  --line-strong: light-dark(#000000, #ffffff);
  --ink: light-dark(#000000, #ffffff);
  --ink-soft: light-dark(#1c1c1c, #f0f0f0);
  --accent: light-dark(#003d36, #9ff5e6);
  --accent-strong: light-dark(#002b26, #d3fff7);
  --accent-soft: light-dark(#dff5f0, #0f2f2a);
  --on-accent: light-dark(#ffffff, #000000);
  --good: light-dark(#00471d, #9ff5bd);
  --warn: light-dark(#4d3000, #ffe0a0);
  --calm: light-dark(#1f2c6b, #d4dbff);
  --bad: light-dark(#7a0a04, #ffc9c2);
`;

/** Adopted by the document; custom properties reach into every shadow root. */
export const tokens = css`
  :root {
    color-scheme: light dark;

    --canvas: light-dark(#f6f5f1, #141716);
    --surface: light-dark(#ffffff, #1d2120);
    --sunken: light-dark(#efede7, #262b29);
    --line: light-dark(#e0ddd4, #343a38);
    --line-strong: light-dark(#7c8681, #7f8b86);
    --ink: light-dark(#1b2220, #edf0ee);
    --ink-soft: light-dark(#535e59, #aab5b0);

    --accent: light-dark(#0f6b5f, #74d6c5);
    --accent-strong: light-dark(#0a524a, #98e4d7);
    --accent-soft: light-dark(#e1f0ec, #1c3a35);
    --on-accent: light-dark(#ffffff, #06241f);

    --good: light-dark(#1a7440, #78d79b);
    --warn: light-dark(#855400, #f2c464);
    --warn-soft: light-dark(#fdf1d8, #3b2f14);
    --calm: light-dark(#48589c, #b0bcf7);
    --calm-soft: light-dark(#e8ebf8, #272d47);
    --bad: light-dark(#b0261d, #ffa297);
    --bad-soft: light-dark(#fde8e5, #43211e);

    --space-1: 0.25rem;
    --space-2: 0.5rem;
    --space-3: 0.75rem;
    --space-4: 1rem;
    --space-5: 1.5rem;
    --space-6: 2rem;
    --space-7: 3rem;

    --font: system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif;
    --font-code: ui-monospace, 'Cascadia Mono', 'SF Mono', Menlo, 'DejaVu Sans Mono', monospace;
    --text-small: 0.875rem;
    --text: 1rem;
    --text-large: 1.125rem;
    --text-title: 1.75rem;

    --radius: 0.625rem;
    --radius-large: 1rem;
    --shadow: 0 1px 2px light-dark(rgb(30 35 33 / 0.06), rgb(0 0 0 / 0.4));
    --shadow-high: 0 12px 40px light-dark(rgb(30 35 33 / 0.18), rgb(0 0 0 / 0.6));

    --focus: 3px solid var(--accent);
    --quick: 140ms ease-out;
  }

  :root[data-look='light'] {
    color-scheme: light;
  }
  :root[data-look='dark'] {
    color-scheme: dark;
  }
  :root[data-look='contrast'] {
    ${contrast}
  }
  @media (prefers-contrast: more) {
    :root:not([data-look='light'], [data-look='dark']) {
      ${contrast}
    }
  }

  @media (prefers-reduced-motion: reduce) {
    :root {
      --quick: 0s;
    }
  }

  html {
    background: var(--canvas);
    color: var(--ink);
    font: var(--text) / 1.5 var(--font);
    -webkit-text-size-adjust: 100%;
    scroll-padding-block: 5rem;
  }

  body {
    margin: 0;
  }
`;
