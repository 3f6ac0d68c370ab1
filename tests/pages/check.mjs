// Checks pages in headless Chromium: `node check.mjs FOLDER [--pictures]` with the packages axe-core and playwright-core.
//
// Each page has to fit a phone of 390 pixels without scrolling sideways, cut no text, pass axe-core with the rules of WCAG 2 AA,
// ask for no other file, contain no script, and, if its name begins with `month`, print on exactly one sheet of A4.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const require = createRequire(join(process.env.PAGES_MODULES, 'package.json'));
const { chromium } = require('playwright-core');
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

const [folder, ...options] = process.argv.slice(2);
const pictures = options.includes('--pictures') ? join(folder, 'pictures') : null;
if (pictures) mkdirSync(pictures, { recursive: true });
const files = readdirSync(folder).filter(name => name.endsWith('.html')).sort();
if (files.length === 0) throw new Error(`no pages in ${folder}`);

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
    '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
const phone = { width: 390, height: 844 };
let faults = 0;
for (const name of files) {
  const wrong = [];
  const page = await browser.newPage({ viewport: phone, deviceScaleFactor: 2 });
  const address = pathToFileURL(resolve(folder, name)).href;
  page.on('request', request => { if (request.url() !== address) wrong.push(`asks for ${request.url()}`); });
  page.on('console', message => wrong.push(`console: ${message.text()}`));
  await page.goto(address);
  wrong.push(...await page.evaluate(() => {
    const wrong = [];
    const root = document.documentElement;
    if (root.scrollWidth > root.clientWidth) wrong.push(`is ${root.scrollWidth} pixels wide on a phone`);
    if (document.querySelector('script, iframe, object, embed, link, img')) wrong.push('contains a foreign element');
    for (const element of document.querySelectorAll('*')) {
      for (const { name, value } of element.attributes) {
        if (/^on/i.test(name) || /^\s*javascript:/i.test(value)) wrong.push(`has the attribute ${name}`);
      }
    }
    // A box that hides overflow cuts text; a box that scrolls must be reachable by keyboard, which axe checks.
    const cut = [...document.querySelectorAll('body *:not(svg, svg *)')].filter(element => {
      const { overflowX, overflowY } = getComputedStyle(element);
      return (overflowX === 'hidden' && element.scrollWidth > element.clientWidth + 1)
        || (overflowY === 'hidden' && element.scrollHeight > element.clientHeight + 1);
    });
    if (cut.length > 0) wrong.push(`cuts ${cut.length} text(s): ${cut[0].textContent.slice(0, 60)}`);
    const scrolls = element => element.closest('.table') !== null;
    const outside = [...document.querySelectorAll('body *:not(svg *)')].filter(element => {
      const box = element.getBoundingClientRect();
      return box.width > 0 && !scrolls(element) && (box.right > root.clientWidth + 1 || box.left < -1);
    });
    if (outside.length > 0) wrong.push(`goes over the edge: ${outside[0].tagName} ${outside[0].textContent.slice(0, 60)}`);
    for (const word of document.querySelectorAll('svg[viewBox] text')) {
      const box = word.getBBox(), view = word.ownerSVGElement.viewBox.baseVal;
      if (box.x < -0.5 || box.x + box.width > view.width + 0.5 || box.y + box.height > view.height + 2) {
        wrong.push(`cuts the word ${word.textContent} of a chart`);
      }
    }
    return wrong;
  }));
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => axe.run(document, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  }));
  for (const { id, nodes } of violations) wrong.push(`axe: ${id} (${nodes.length}): ${nodes[0].html.slice(0, 120)}`);
  if (pictures) await page.screenshot({ path: join(pictures, name.replace('.html', '-phone.png')), fullPage: true });
  if (name.startsWith('month')) {
    const pdf = join(folder, name.replace('.html', '.pdf'));
    writeFileSync(pdf, await page.pdf({ preferCSSPageSize: true, printBackground: true }));
    const facts = execFileSync('pdfinfo', [pdf], { encoding: 'utf8' });
    const pages = Number(/^Pages:\s+(\d+)/m.exec(facts)?.[1]);
    if (pages !== 1) wrong.push(`prints on ${pages} pages`);
    if (!/^Page size:.*A4/m.test(facts)) wrong.push('is not printed on A4');
    // No box may be wider than the sheet, which has 188 mm between its margins.
    await page.emulateMedia({ media: 'print' });
    await page.setViewportSize({ width: 710, height: 1054 });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    if (wide > 710) wrong.push(`is ${wide} pixels wide on paper`);
    if (pictures) {
      execFileSync('pdftoppm', ['-r', '80', '-png', '-singlefile', pdf, join(pictures, name.replace('.html', '-a4'))]);
    }
  }
  await page.close();
  for (const fault of new Set(wrong)) console.log(`${name}: ${fault}`);
  faults += wrong.length;
}
await browser.close();
console.log(`${files.length} pages, ${faults} faults`);
process.exit(faults === 0 ? 0 : 1);
