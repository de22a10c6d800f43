/** Pages can be read from right to left: no style knows left and right, and arrows lead along the line. */
import assert from 'node:assert/strict';
import { filesBelow, read } from '../support/sources.ts';
import { axeViolations, overflow, useBrowser } from './browser.ts';

/** Sides of the screen instead of the line. */
const SIDED =
  /(?:^|[;{\s])(?:(?:margin|padding|border)-(?:left|right)|left|right|text-align:\s*(?:left|right)|float|border-(?:top|bottom)-(?:left|right)-radius)\s*:/m;
/** Of four sides the second and the last: right and left. */
function isUneven(style: string): boolean {
  return [...style.matchAll(/(?:inset|margin|padding|border-width):([^;{}]+);/g)].some(
    ([, sides = '']) => {
      const each = sides.trim().match(/[\w-]+\([^()]*(?:\([^()]*\)[^()]*)*\)|[^\s]+/g) ?? [];
      return each.length === 4 && each[1] !== each[3];
    },
  );
}

describe('right to left', () => {
  it('is no matter of styles: they know the line, not the sides of the screen', () => {
    const sided = filesBelow(['dashboard'], ['.ts', '.css', '.html']).filter((file) => {
      const source = read(file);
      const styles = [...source.matchAll(/css`([^`]*)`/g)].map(([, style]) => style ?? '').join();
      return SIDED.test(styles) || isUneven(styles);
    });
    assert.deepEqual(sided, []);
    assert.match(' padding-left: 1px', SIDED);
    assert.ok(isUneven('inset: 0 0 auto calc(1px + (2px));'));
    assert.doesNotMatch('padding-inline-start: 1px', SIDED);
  });
});

describe('dashboard: right to left', function () {
  this.timeout(60_000);
  const browser = useBrowser();

  it('keeps its shape, at every width, and begins at the right', async () => {
    const agent = await browser.fake();
    for (const width of [1280, 390]) {
      const tab = await browser.tab(agent, { width });
      for (const page of ['', 'printers', 'files', 'people', 'settings', 'doctor', 'search']) {
        await tab.page.goto(`${agent.url}/${page}`);
        await tab.heading();
        await tab.page.evaluate("document.documentElement.dir = 'rtl'");
        assert.ok((await overflow(tab.page)) <= 0, `${page} is wider than the window`);
        const box = await tab.page.locator('h1').first().boundingBox();
        assert.ok(box && box.x + box.width > width / 2, `${page} begins at the right`);
      }
      assert.deepEqual(await axeViolations(tab.page), []);
      tab.assertCalm();
    }
  });
});
