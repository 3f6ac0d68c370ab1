// Audits and opens sample books in the WebAssembly module and compares the answers: run.mjs MODULE FOLDER
//
// Exits with 1 if an audit differs from the expected one, or if no books were compared. The module imports nothing: the compiler's own
// check that the library has no clock, no random numbers and no files.
import { readFileSync, readdirSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';

const [module, folder] = process.argv.slice(2);
const compiled = await WebAssembly.compile(readFileSync(module));
const imports = WebAssembly.Module.imports(compiled);
if (imports.length) throw new Error(`the module imports ${JSON.stringify(imports)}`);
const { exports } = await WebAssembly.instantiate(compiled);

function answer(file, action) {
    for (const byte of file) exports.give(byte);
    const length = action();
    const bytes = new Uint8Array(length);
    for (let at = 0; at < length; at++) bytes[at] = exports.take(at);
    return new TextDecoder().decode(bytes);
}

let compared = 0, opened = 0, different = 0;
for (const name of readdirSync(folder).filter((name) => name.endsWith('.expected.json'))) {
    const file = readFileSync(`${folder}/${name.replace('.expected.json', '.jsonl')}`);
    const expected = JSON.parse(readFileSync(`${folder}/${name}`));
    const audit = JSON.parse(answer(file, exports.audit));
    exports.clear();
    audit.file = expected.file;
    // The words of an error are free, but it has some.
    if (audit.error?.message) audit.error.message = '';
    compared++;
    if (!isDeepStrictEqual(audit, expected)) {
        different++;
        console.log(`${name}: another audit`);
    }
    if (/^[0-9a-f]{64}$/.test(answer(file, exports.open))) opened++;
    exports.clear();
}
console.log(`${compared} books audited, ${different} differ; ${opened} opened; ${readFileSync(module).length} bytes, no import`);
process.exit(different || !compared || !opened ? 1 : 0);
