// Drives the page of the example `web` in headless Chromium: `node drive.mjs PROGRAM BOOKS [--pictures]`.
//
// Scripts are switched off. Every page has to fit a phone of 390 pixels, pass axe-core with the rules of WCAG 2 AA, and ask this server
// only. Every form is first sent with an error: the message must be beside the field, and the other fields keep their typed values.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';

const require = createRequire(join(process.env.PAGES_MODULES, 'package.json'));
const { chromium } = require('playwright-core');
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

const [program, books, ...options] = process.argv.slice(2);
const pictures = options.includes('--pictures') ? join(dirname(books), 'pictures') : null;
if (pictures) mkdirSync(pictures, { recursive: true });

const wrong = [];
const check = (holds, fault) => { if (!holds) { wrong.push(fault); console.log(fault); } };
let looked = 0;

async function start() {
  const server = spawn(program, [books], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface({ input: server.stdout });
  const address = await new Promise((resolve, reject) => {
    lines.once('line', resolve);
    server.once('exit', status => reject(new Error(`the server ended with ${status}`)));
  });
  server.removeAllListeners('exit');
  return { server, address };
}

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
    '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
// The power failed while the books were created: the file has half of the header, and its `.undo` file exists. The page starts again.
writeFileSync(books, '{"club":"BN-0');
writeFileSync(`${books}.undo`, '0 -\n');
const phone = { width: 390, height: 844 };
const mirror = await browser.newPage({ viewport: phone });
let { server, address } = await start();

// The browser of one person, without scripts, connected to one server.
async function person(of = () => address) {
  const context = await browser.newContext({ javaScriptEnabled: false, viewport: phone, deviceScaleFactor: 2 });
  const page = await context.newPage();
  page.on('request', sent => check(new URL(sent.url()).origin === new URL(of()).origin, `asks for ${sent.url()}`));
  page.on('console', message => { if (!/status of [45]\d\d/.test(message.text())) check(false, `console: ${message.text()}`); });
  return page;
}

// Checks the current page.
async function look(page, name) {
  looked += 1;
  await page.waitForLoadState();
  const faults = await page.evaluate(() => {
    const root = document.documentElement;
    const faults = [];
    if (root.scrollWidth > root.clientWidth) faults.push(`is ${root.scrollWidth} pixels wide`);
    if (document.querySelector('script, iframe, object, embed, img')) faults.push('contains a foreign element');
    const outside = [...document.querySelectorAll('body *:not(svg *)')].filter(element => {
      const box = element.getBoundingClientRect();
      return box.width > 0 && (box.right > root.clientWidth + 1 || box.left < -1) && element.closest('.table') === null;
    });
    if (outside.length > 0) faults.push(`goes over the edge: ${outside[0].outerHTML.slice(0, 80)}`);
    const small = [...document.querySelectorAll('button, .button, .tasks a, input:not([type=hidden]), select')].filter(element => {
      const box = (element.closest('.option') ?? element).getBoundingClientRect();
      return box.height < 44;
    });
    if (small.length > 0) faults.push(`is too small for a finger: ${small[0].outerHTML.slice(0, 80)}`);
    return faults;
  });
  // axe-core is a script itself, so it checks a copy of the page in a browser with scripts.
  const copy = await page.content();
  await mirror.route('**/*', route => route.request().isNavigationRequest()
    ? route.fulfill({ contentType: 'text/html; charset=utf-8', body: copy }) : route.continue());
  await mirror.goto(page.url());
  await mirror.evaluate(axe);
  const { violations } = await mirror.evaluate(() => axe.run(document, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  }));
  await mirror.unroute('**/*');
  for (const { id, nodes } of violations) faults.push(`axe: ${id} (${nodes.length}): ${nodes[0].html.slice(0, 120)}`);
  for (const fault of new Set(faults)) check(false, `${name}: ${fault}`);
  if (pictures) {
    await page.screenshot({ path: join(pictures, `${name}-phone.png`), fullPage: true });
    await page.setViewportSize({ width: 1100, height: 800 });
    await page.screenshot({ path: join(pictures, `${name}-desk.png`), fullPage: true });
    await page.setViewportSize(phone);
  }
}

async function fill(page, values) {
  for (const [name, value] of Object.entries(values)) {
    const fields = page.locator(`[name="${name}"]:not([type=hidden])`);
    const kind = await fields.first().evaluate(field => field.tagName === 'SELECT' ? 'select' : field.type);
    if (kind === 'select') await fields.selectOption(value);
    else if (kind === 'radio') await page.locator(`[name="${name}"][value="${value}"]`).check();
    else if (kind === 'checkbox') {
      for (const box of await fields.all()) await box.setChecked([value].flat().includes(await box.getAttribute('value')) || value === 'all');
    } else await fields.fill(value);
  }
}

const send = (page, step = 'check') => page.locator(`button[value=${step}]`).click();

// Sends a form with errors: checks that each of these fields has a message and that the others keep their typed values.
async function refused(page, name, values, ...beside) {
  await fill(page, values);
  await send(page);
  await look(page, `${name}-wrong`);
  for (const field of beside) {
    const about = page.locator(`[id="${field}-about"] .error`);
    check(await about.count() > 0, `${name}: no error beside ${field}`);
  }
  check(await page.locator('.problem a, .problem li').count() >= beside.length, `${name}: the errors are not listed above`);
  for (const [field, value] of Object.entries(values)) {
    if (typeof value !== 'string' || value === 'all') continue;
    const typed = await page.locator(`[name="${field}"]:not([type=hidden])`).evaluateAll(fields => fields
      .filter(field => !['radio', 'checkbox'].includes(field.type) || field.checked).map(field => field.value));
    check(typed.includes(value) || (value === '' && typed.length === 0), `${name}: ${field} was ${value}, now it is ${typed}`);
  }
}

// Fills in a valid form, checks the entries and books them.
async function booked(page, name, values, ...expected) {
  await fill(page, values);
  await send(page);
  await look(page, `${name}-preview`);
  const text = await page.locator('main').innerText();
  for (const part of expected) check(text.includes(part), `${name}: the preview does not show ${part}`);
  const [sent] = await Promise.all([page.waitForRequest(sent => sent.method() === 'POST'), send(page, 'confirm')]);
  check(await page.locator('.booked').count() === 1, `${name}: not booked: ${await page.locator('main').innerText()}`);
  return sent;
}

const open = (page, task) => page.goto(`${address}/${day}/${task}`);
const records = () => readFileSync(books, 'utf8').trimEnd().split('\n').length - 1;
let day = '2025-03-05';

const page = await person();
await page.goto(address);
await look(page, 'club');
await refused(page, 'club', { name: '', club: 'BN 001', opened: '2025-03-01', seed_grant: '1.00', cap: '8.000.000' }, 'name', 'club', 'seed_grant');
await fill(page, { name: 'CLB <b>thôn Hạ</b> & bạn', club: 'BN-001', seed_grant: '100.000.000' });
await send(page);
await look(page, 'home');
await fill(page, { day: '' });
await page.locator('main button').click();
check(await page.locator('.error').count() === 1, 'home: no error beside the day');
await look(page, 'home-wrong');
await fill(page, { day });
await page.locator('main button').click();
await look(page, 'meeting-empty');

await open(page, 'join');
await look(page, 'join');
const people = ['Nguyễn Thị Lan', 'Trần Văn Bình', 'Lê Thị Hoa', 'Phạm Văn Đức', 'Hoàng <i>Thị</i> Mai'];
const rows = Object.fromEntries(people.flatMap((name, row) => [[`name.${row}`, name], [`born.${row}`, String(1950 + row)]]));
await refused(page, 'join', { ...rows, 'born.1': 'năm 51', 'gender.0': 'female', 'circumstances.0': 'poor' }, 'born.1');
await fill(page, Object.fromEntries(Object.keys(rows).map(name => [name, ''])));
await refused(page, 'join-nameless', { 'born.1': '1951', 'gender.2': 'female' }, 'name.1', 'name.2');
await open(page, 'join');
await fill(page, { ...rows, 'gender.0': 'female', 'circumstances.0': 'poor' });
await booked(page, 'join', { 'born.1': '1951' }, 'Nguyễn Thị Lan', 'CT-0005');

await open(page, 'grant');
await refused(page, 'grant', { from: 'Ngân sách tỉnh', amount: '200.000.000' }, 'amount');
await booked(page, 'grant', { amount: '100.000.000' }, 'Ngân sách tỉnh', 'Tiền gửi ngân hàng', 'Vốn ban đầu', '100.000.000');

await open(page, 'move');
await refused(page, 'move', { amount: '20,5' }, 'way', 'amount');
await booked(page, 'move', { way: 'withdraw', amount: '20.000.000' }, 'Tiền mặt', '20.000.000');

await open(page, 'approve');
await look(page, 'approve');
await refused(page, 'approve', { member: 'M001', principal: '9.000.000', months: '10', monthly_rate: '0,8' }, 'principal');
await booked(page, 'approve', { principal: '8.000.000' }, 'V001');
await open(page, 'approve');
await refused(page, 'approve', { member: 'M002', principal: '5.000.000', months: '10', monthly_rate: '5' }, 'monthly_rate');
await booked(page, 'approve', { monthly_rate: '1' }, 'V002');

await open(page, 'disburse');
await refused(page, 'disburse', {}, 'loan');
await booked(page, 'disburse', { loan: ['V001', 'V002'] }, 'PC-0001', 'PC-0002', '8.000.000', '5.000.000');

await open(page, 'dues');
await refused(page, 'dues', { each: '0', months: '13' }, 'members', 'each', 'months');
await booked(page, 'dues', { members: 'all', each: '20.000', months: '1' }, '100.000', 'Hội phí');

await open(page, 'donation');
await refused(page, 'donation', { from: '', amount: '08.000' }, 'from', 'amount');
await booked(page, 'donation', { from: 'Bà Sáu & con', amount: '500.000' }, 'Bà Sáu & con', '500.000');

await open(page, 'spend');
await refused(page, 'spend', { area: 'health-care', amount: '5.000.000', payee: 'Trạm y tế' }, 'amount');
await booked(page, 'spend', { amount: '150.000' }, 'Trạm y tế', '150.000');

await open(page, 'attend');
await refused(page, 'attend', { present: ['M001', 'M002', 'M003', 'M004'], volunteers: '', cared_for: 'năm', visits: '12' }, 'volunteers', 'cared_for');
await booked(page, 'attend', { volunteers: '10', cared_for: '5', visits: '120' });
await look(page, 'meeting');

// A month later: repayments, the count of the box, a correction, the closing of the month.
day = '2025-04-07';
await page.goto(`${address}/${day}`);
await look(page, 'meeting-due');
await open(page, 'repay');
await look(page, 'repay');
await refused(page, 'repay', { 'full.V001': 'yes', 'paid.V001': '1.000', 'paid.V002': '9.000.000' }, 'paid.V001', 'paid.V002');
await booked(page, 'repay', { 'paid.V001': '', 'full.V001': 'yes', 'paid.V002': '300.000' }, '800.000', '64.000', '250.000', '50.000');

const box = async () => {
  await page.goto(`${address}/${day}`);
  return Number((await page.locator('.tiles dd').first().innerText()).replaceAll('.', ''));
};
const notes = sum => Object.fromEntries([500000, 200000, 100000, 50000, 20000, 10000, 5000, 2000, 1000, 500, 200, 100].map(note => {
  const number = Math.floor(sum / note);
  sum -= number * note;
  return [`n${note}`, String(number)];
}));
const held = await box();
await open(page, 'count');
await look(page, 'count');
await refused(page, 'count', { n500000: '-1' }, 'n500000');
await booked(page, 'count-short', { ...notes(held - 5000), by: 'Trần Văn Bình', minute: 'BB 7/4/2025', borne_by: 'operating' }, 'lệch', '-5.000');
await open(page, 'count');
await booked(page, 'count', { ...notes(held - 5000), by: 'Trần Văn Bình' }, 'khớp sổ');

await open(page, 'reverse');
await refused(page, 'reverse', { record: 'PC-0003', reason: '' }, 'reason');
await booked(page, 'reverse', { reason: 'ghi nhầm số tiền' }, '150.000');
await look(page, 'meeting-reversed');
await open(page, 'spend');
await booked(page, 'spend-right', { area: 'health-care', amount: '120.000', payee: 'Trạm y tế' }, '120.000');

// Two people at once: the second one sees the records of the first and has to confirm again.
const other = await person();
await open(page, 'donation');
await open(other, 'donation');
await fill(page, { from: 'Ông Năm', amount: '200.000' });
await fill(other, { from: 'Ông Tư', amount: '300.000', id: 'PT-0200' });
await send(page);
await send(other);
await send(other, 'confirm');
check(await other.locator('.booked').count() === 1, 'the first of two is not booked');
const before = records();
const status = async sent => (await sent.response()).status();
let [sent] = await Promise.all([page.waitForRequest(sent => sent.method() === 'POST'), send(page, 'confirm')]);
check(await status(sent) === 409 && records() === before, 'a preview of other books is booked');
await look(page, 'stale');
await send(page, 'change');
check(await page.locator('[name=from]').inputValue() === 'Ông Năm', 'change does not keep what was typed');
await send(page);
[sent] = await Promise.all([page.waitForRequest(sent => sent.method() === 'POST'), send(page, 'confirm')]);
check(records() === before + 1, 'what was looked at again is not booked');

// The same form sent again, and forms from elsewhere.
const answered = (headers, path = new URL(sent.url()).pathname, body = sent.postData()) => new Promise((resolve, reject) => {
  const url = new URL(sent.url());
  const asked = request({ host: '127.0.0.1', port: url.port, path, method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', host: url.host, ...headers } }, answer => {
    let text = '';
    answer.setEncoding('utf8').on('data', part => { text += part; }).on('end', () => resolve([answer.statusCode, text]));
  });
  asked.once('error', reject);
  asked.end(body);
});
const post = async (...form) => (await answered(...form))[0];
const { origin, host, pathname } = new URL(sent.url());
check(await post({ origin }) === 303 && records() === before + 1, 'a form sent twice is booked twice');
check(await post({ origin, 'sec-fetch-site': 'same-origin' }) === 303, 'a browser is refused');
check(await post({}) === 403, 'a form without origin is taken');
check(await post({ origin: 'http://evil.example' }) === 403, 'a form of another origin is accepted');
check(await post({ origin: 'null' }) === 403, 'a form of no origin is taken');
check(await post({ origin, 'sec-fetch-site': 'cross-site' }) === 403, 'a form of another site is taken');
check(await post({ origin: 'http://evil.example', host: 'evil.example' }) === 403, 'another host is answered');
check(await post({ origin }, pathname.replace(/\/[0-9a-f]{64}\//, `/${'0'.repeat(64)}/`)) === 404, 'another token is answered');
check(await post({ origin }, pathname, sent.postData().replace(/key=[0-9a-f]+/, 'key=0')) === 403, 'a form without key is taken');
check(await post({ origin }, pathname, `${sent.postData()}&note=${'x'.repeat(300_000)}`) === 413, 'a form without end is taken');
check(records() === before + 1, 'a forged form is booked');

// Values that no page offers: an error beside the field or above the form, and no record is booked.
const key = new URLSearchParams(sent.postData()).get('key');
const forged = (task, values) => answered({ origin }, `${new URL(address).pathname}/${day}/${task}`,
  new URLSearchParams([['key', key], ['step', 'confirm'], ['id', 'X-0001'], ['head', '0'], ...values]).toString());
for (const [task, values, field] of [
  ['move', [['way', 'steal'], ['amount', '1.000']], 'way'],
  ['dues', [['members', 'M001'], ['members', 'M 2'], ['each', '1.000'], ['into', 'cash']], 'members'],
  ['disburse', [['loan', 'V 1'], ['out_of', 'cash']], 'loan'],
  ['attend', [['present', 'M 1'], ['volunteers', '1'], ['cared_for', '1'], ['visits', '1']], 'present'],
  ['repay', [['full.V002', 'yes'], ['principal.V002', '1x'], ['interest.V002', '0'], ['into', 'cash']], 'paid.V002'],
  ['repay', [['full.V002', 'yes'], ['principal.V002', '1000'], ['into', 'cash']], 'paid.V002'],
  ['repay', [['paid.V 2', '1.000'], ['paid.V002', '1.000'], ['into', 'cash']], ''],
]) {
  const [status, text] = await forged(task, values);
  const beside = text.split(`id="${field}-about"`)[1]?.slice(0, 200) ?? '';
  check(status === 422 && (field === '' || beside.includes('class="error"')), `${task} ${values}: ${status}, no error beside the field`);
}
const twice = [['members', 'M001'], ['members', 'M001'], ['each', '1.000'], ['month', '2025-04'], ['months', '1'], ['into', 'cash']];
check((await forged('dues', twice))[0] === 409, 'a member ticked twice is not one member');
check(records() === before + 1, 'a value that no page offers is booked');

// The month is closed and reported, and the file is downloaded.
await open(page, 'close');
await refused(page, 'close', { through: '2025-04-30' }, 'through');
await booked(page, 'close', { through: '2025-03-31' });
day = '2025-03-20';
await open(page, 'donation');
await refused(page, 'closed', { from: 'Ông Ba', amount: '10.000' });
await page.goto(`${address}/report/2025-04`);
await look(page, 'report');
check((await page.locator('main').innerText()).includes('CLB <b>thôn Hạ</b> & bạn'), 'the report does not name the club');
await page.goto(address);
await look(page, 'home-full');
await page.goto(`${address}/backup`);
await look(page, 'backup');
const [download] = await Promise.all([page.waitForEvent('download'), page.locator('main a.button').click()]);
const copy = readFileSync(await download.path());
check(copy.equals(readFileSync(books)), 'the copy is not the file');
const head = createHash('sha256').update(copy.toString().trimEnd().split('\n').at(-1)).digest('hex');
check((await page.locator('code').innerText()).replaceAll(' ', '') === head, 'the head is not that of the copy');
check(download.suggestedFilename() === `BN-001-2025-04-07-${head.slice(0, 8)}.jsonl`, `the copy is named ${download.suggestedFilename()}`);

// In English.
day = '2025-04-07';
const english = address.replace(/vi$/, 'en');
for (const [name, path] of [['home', ''], ['meeting', `/${day}`], ['repay', `/${day}/repay`], ['count', `/${day}/count`], ['backup', '/backup']]) {
  await page.goto(english + path);
  await look(page, `english-${name}`);
}
await page.goto(`${english}/${day}/donation`);
await refused(page, 'english-donation', { from: 'The neighbours', amount: '1,00' }, 'amount');
await booked(page, 'english-donation', { amount: '1,000' }, 'The neighbours', '1,000');

// Another program appends to the same file: the page shows the record, and an earlier preview has to be confirmed again.
async function stopped() {
  await page.waitForLoadState();
  const ended = new Promise(resolve => server.once('exit', resolve));
  server.kill('SIGKILL');
  await ended;
}
const apart = await start();
const guest = await person(() => apart.address);
await open(page, 'donation');
await fill(page, { from: 'Bà Bảy', amount: '40.000' });
await send(page);
await guest.goto(`${apart.address}/${day}/donation`);
await fill(guest, { from: 'Bà Chín', amount: '50.000', id: 'PT-0300' });
await send(guest);
await send(guest, 'confirm');
check(await guest.locator('.booked').count() === 1, 'a second program does not book');
[sent] = await Promise.all([page.waitForRequest(sent => sent.method() === 'POST'), send(page, 'confirm')]);
check(await status(sent) === 409, 'what a second program booked is not seen');
await send(page, 'confirm');
check((await page.locator('.booked').innerText()).includes('Bà Chín'), 'what a second program booked is not shown');
apart.server.kill();

// The power fails while a form of two vouchers is appended: neither is booked, and the form can be sent again.
await open(page, 'approve');
await booked(page, 'approve-again', { member: 'M003', principal: '1.000.000', months: '10', monthly_rate: '0,8' }, 'V003');
await open(page, 'approve');
await booked(page, 'approve-more', { member: 'M004', principal: '1.000.000', months: '10', monthly_rate: '0,8' }, 'V004');
const earlier = readFileSync(books);
const list = { loan: ['V003', 'V004'] };
await open(page, 'disburse');
await booked(page, 'disburse-again', list, 'PC-0005', 'PC-0006');
const later = readFileSync(books);
const hash = bytes => createHash('sha256').update(bytes.toString().trimEnd().split('\n').at(-1)).digest('hex');
for (const cut of [earlier.length, earlier.length + 9, later.indexOf('\n', earlier.length) + 1, later.length - 1, later.length]) {
  await stopped();
  writeFileSync(books, later.subarray(0, cut));
  writeFileSync(`${books}.undo`, `${earlier.length} ${hash(earlier)}\n`);
  ({ server, address } = await start());
  await open(page, 'disburse');
  check(await page.locator('[name=loan]').count() === 2, `cut at ${cut - earlier.length}: a form is booked in half`);
  await booked(page, 'disburse-cut', list, 'PC-0005', 'PC-0006');
  check(readFileSync(books).equals(later), `cut at ${cut - earlier.length}: the form is not booked again`);
}

// The books are replaced while the program runs: an older copy is refused, a file with the same lines is accepted.
for (const [copy, expected] of [[earlier, 500], [later, 200]]) {
  writeFileSync(`${books}.copy`, copy);
  renameSync(`${books}.copy`, books);
  check((await page.goto(`${address}/${day}`)).status() === expected, `a copy of ${copy.length} bytes: expected status ${expected}`);
}
await open(page, 'donation');
await booked(page, 'donation-copy', { from: 'Bà Mười', amount: '10.000' });
check(readFileSync(books).length > later.length, 'a record went to a file that was replaced');

// An editor removes the last line feed: the line is not lost. Another program dies in the middle of a line: its bytes are kept.
for (const [tail, left] of [['', 1], ['{"seq":', 0]]) {
  await stopped();
  const whole = readFileSync(books);
  writeFileSync(books, Buffer.concat([whole.subarray(0, whole.length - left), Buffer.from(tail)]));
  ({ server, address } = await start());
  await open(page, 'donation');
  await booked(page, 'donation-again', { from: 'Bà Mười', amount: '10.000' });
  const found = readFileSync(books);
  check(found.subarray(0, whole.length).equals(whole) && found.length > whole.length, `after ${tail}: a line is lost`);
}
check(readFileSync(`${books}.cut`, 'utf8') === '{"seq":', 'what was cut short is lost');

server.kill();
await browser.close();
console.log(`${looked} pages, ${records()} records, ${wrong.length} faults`);
process.exit(wrong.length === 0 ? 0 : 1);
