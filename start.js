// Loaded before every entry (`node --import ./start.js …`), in plain JavaScript so that any Node.js can read it:
// refuses a Node.js that cannot run TypeScript as it is, and keeps compiled code between runs.
import module from "node:module";
import { fileURLToPath } from "node:url";

const major = Number(process.versions.node.split(".")[0]);
if (major < 24) {
  process.stderr.write(
    `trading-platform needs Node.js 24 or newer, this is ${process.versions.node}: ` +
      "run `npm ci` and start through an npm script (it brings its own Node.js), or install the version in .nvmrc\n",
  );
  process.exit(1);
}
if (!process.env["NODE_DISABLE_COMPILE_CACHE"]) {
  module.enableCompileCache(fileURLToPath(new URL("node_modules/.cache/compile", import.meta.url)));
}
