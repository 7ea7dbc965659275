// Builds the front end: sass + esbuild + fonts + images -> ../web/static/dist, with content-hashed names,
// a manifest.json, and .gz/.br copies for servers that can send them. Run it with `npm run build`.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import * as esbuild from "esbuild";
import * as sass from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "../../..");
const modules = join(root, "node_modules");
const out = join(here, "../web/static/dist");
const fonts = join(modules, "@fontsource/be-vietnam-pro");
const target = ["es2018", "chrome64", "safari12"];
// The helper's app needs more of a browser anyway (Web Crypto, Web Locks, pictures drawn anew).
const newer = ["es2020", "chrome80", "firefox78", "safari15"];

const files = new Map(); // output name -> bytes
const manifest = {}; // name a template asks for -> output name

function add(name, content) {
  const bytes = Buffer.from(content);
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 10);
  const extension = extname(name);
  const hashed = `${name.slice(0, -extension.length)}.${hash}${extension}`;
  files.set(hashed, bytes);
  manifest[name] = hashed;
}

function addFonts() {
  for (const weight of [400, 700]) {
    for (const subset of ["latin", "vietnamese"]) {
      const file = `be-vietnam-pro-${subset}-${weight}-normal.woff2`;
      add(`be-vietnam-pro-${subset}-${weight}.woff2`, readFileSync(join(fonts, "files", file)));
    }
  }
  files.set("be-vietnam-pro-LICENSE.txt", readFileSync(join(fonts, "LICENSE")));
}

// Whole faces for documents that are set on the server (PDF): browsers never fetch these.
function addPrintFonts() {
  const print = join(modules, "@expo-google-fonts");
  for (const face of ["400Regular", "700Bold", "400Regular_Italic", "700Bold_Italic"]) {
    files.set(`Tinos_${face}.ttf`, readFileSync(join(print, "tinos", face, `Tinos_${face}.ttf`)));
  }
  for (const face of ["400Regular", "700Bold"]) {
    const file = `BeVietnamPro_${face}.ttf`;
    files.set(file, readFileSync(join(print, "be-vietnam-pro", face, file)));
  }
}

function addImages() {
  const folder = join(here, "img");
  for (const file of readdirSync(folder).sort()) add(file, readFileSync(join(folder, file)));
}

async function addStyle(name) {
  const compiled = sass.compile(join(here, `scss/${name}.scss`), {
    loadPaths: [modules],
    style: "compressed",
    charset: false,
    quietDeps: true,
  });
  const { code } = await esbuild.transform(compiled.css, { loader: "css", minify: true, target });
  // Leaflet's own pictures (layers, markers) are not used: our pin is drawn.
  const linked = code.replace(/url\("?images\/[\w.-]+"?\)/g, "none").replace(/url\("?([\w-]+\.(?:woff2|svg|png))"?\)/g, (_, file) => {
    if (!manifest[file]) throw new Error(`${name}.scss asks for ${file}, which is not built`);
    return `url(${manifest[file]})`;
  });
  add(`${name}.css`, linked);
}

// Every file of js/entries becomes one bundle; js/*.js are the modules that they import.
async function addScripts() {
  const folder = join(here, "js/entries");
  const names = readdirSync(folder).filter((file) => file.endsWith(".js")).sort();
  await bundle(names.filter((name) => !name.startsWith("pocket")).map((name) => join(folder, name)), target);
  await bundle(names.filter((name) => name.startsWith("pocket")).map((name) => join(folder, name)), newer);
}

async function bundle(entryPoints, target) {
  const built = await esbuild.build({
    entryPoints,
    bundle: true,
    minify: true,
    format: "esm",
    target,
    write: false,
    outdir: out,
  });
  for (const file of built.outputFiles) add(basename(file.path), file.contents);
}

function compressible(name) {
  return /\.(css|js|svg|json|txt)$/.test(name);
}

function write() {
  mkdirSync(out, { recursive: true });
  files.set("manifest.json", Buffer.from(JSON.stringify(manifest, null, 2) + "\n"));
  for (const [name, bytes] of [...files]) {
    if (!compressible(name) || name === "manifest.json") continue;
    files.set(`${name}.gz`, gzipSync(bytes, { level: 9 }));
    files.set(`${name}.br`, brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }));
  }
  for (const [name, bytes] of files) {
    const path = join(out, name);
    if (!existsSync(path) || !readFileSync(path).equals(bytes)) writeFileSync(path, bytes);
  }
  for (const stale of readdirSync(out)) {
    if (!files.has(stale)) rmSync(join(out, stale), { recursive: true });
  }
}

const started = Date.now();
addFonts();
addPrintFonts();
addImages();
for (const name of ["main", "map", "pocket", "kiosk"]) await addStyle(name);
await addScripts();
write();
for (const name of ["main.css", "main.js", "map.css", "map.js"]) {
  const hashed = manifest[name];
  console.log(`${hashed}  ${files.get(hashed).length} bytes, ${files.get(`${hashed}.gz`).length} gzipped`);
}
console.log(`Front end built in ${((Date.now() - started) / 1000).toFixed(1)} s`);
