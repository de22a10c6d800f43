/**
 * The documentation as a site: `npm run docs` builds it into dist/docs, `npm run dev --prefix docs`
 * shows it while it is written. A link that leads nowhere fails the build.
 */
import { defineConfig } from 'vitepress';

const guide = [
  { text: 'Five minutes', link: '/guide/five-minutes' },
  { text: 'Print', link: '/guide/print' },
  { text: 'Share and fetch files', link: '/guide/files' },
  { text: 'Limits of transfers', link: '/guide/transfers' },
  { text: 'Search', link: '/guide/search' },
  { text: 'Songs and films', link: '/guide/media' },
  { text: 'Drives and servers', link: '/guide/drives-and-servers' },
  { text: 'Phones', link: '/guide/phones' },
  { text: 'Visitors', link: '/guide/guests' },
  { text: 'Talk, and who did what', link: '/guide/talk' },
  { text: 'The command line', link: '/guide/command-line' },
];
const care = [
  { text: 'What does not work', link: '/guide/troubleshooting' },
  { text: 'Looking after the PCs', link: '/guide/operations' },
  { text: 'How it is secured', link: '/security' },
];
const inside = [
  { text: 'The protocol', link: '/guide/protocol' },
  { text: 'Architecture', link: '/architecture' },
  { text: 'Errors', link: '/errors' },
  { text: 'Decisions', link: '/decisions/' },
];

export default defineConfig({
  title: 'Hallway',
  description: 'The printers, folders and drives of a small office, shared without a server.',
  outDir: '../dist/docs',
  cacheDir: '../node_modules/.cache/vitepress',
  rewrites: { 'guide/README.md': 'guide/index.md', 'decisions/README.md': 'decisions/index.md' },
  srcExclude: ['node_modules/**'],
  cleanUrls: true,
  // The READMEs of the sources stand beside them.
  ignoreDeadLinks: [/\/(src|test)\//],
  // No page asks a foreign server for a letter or a picture.
  vite: { build: { assetsInlineLimit: 0 } },
  themeConfig: {
    search: { provider: 'local' },
    outline: 'deep',
    nav: [
      { text: 'Guide', link: '/guide/' },
      { text: 'Operations', link: '/guide/operations' },
      { text: 'Protocol', link: '/guide/protocol' },
    ],
    sidebar: [
      { text: 'For everybody', items: guide },
      { text: 'For whoever looks after it', items: care },
      { text: 'For developers', items: inside },
    ],
  },
});
