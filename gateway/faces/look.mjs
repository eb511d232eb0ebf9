// What must hold on every screen, whichever it is.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Collects whatever the browser complains about. */
export function listen(page, allowed = []) {
  const complaints = [];
  page.on('console', (message) => {
    if (message.type() === 'error' && !allowed.some((pattern) => pattern.test(message.text()))) complaints.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
  page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => console.error(`CSP ${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
  });
  return complaints;
}

async function axe(page) {
  await page.evaluate(axeSource);
  const result = await page.evaluate(([values]) => window.axe.run(document, { runOnly: { type: 'tag', values }, preload: false, resultTypes: ['violations'] }), [tags]);
  return result.violations.map((violation) => `axe ${violation.id}: ${violation.nodes.map((node) => node.target.join(' ')).slice(0, 3).join(' | ')}`);
}

async function shape(page) {
  return page.evaluate(() => {
    const found = [];
    if (document.documentElement.scrollWidth > window.innerWidth) found.push(`wider than the window: ${document.documentElement.scrollWidth} > ${window.innerWidth}`);
    if (document.querySelectorAll('h1').length !== 1) found.push('not exactly one h1');
    const heading = document.querySelector('h1')?.textContent.trim();
    if (!document.title.includes(heading)) found.push(`the title "${document.title}" does not name "${heading}"`);
    const dialog = document.querySelector('dialog[open]');
    for (const target of (dialog ?? document).querySelectorAll('button, a.button, main input, main textarea, summary')) {
      const box = target.getBoundingClientRect();
      const hidden = box.width <= 1 || target.closest('[hidden]') || !target.checkVisibility({ visibilityProperty: true });
      if (!hidden && box.height < 40) found.push(`small target ${Math.round(box.height)} px: ${target.outerHTML.slice(0, 80)}`);
    }
    return found;
  });
}

/** Looks at the screen in light and dark; answers what is wrong with it. */
export async function look(page, name, folder) {
  const wrong = [];
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme });
    if (folder) await page.screenshot({ path: join(folder, `${name}-${colorScheme}.png`), fullPage: true });
    wrong.push(...(await axe(page)).map((text) => `${colorScheme}: ${text}`));
  }
  await page.emulateMedia({ colorScheme: 'light' });
  wrong.push(...(await shape(page)));
  return wrong;
}
