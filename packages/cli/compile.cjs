// Runs the command in the folder given, and keeps what V8 compiled on the way; a part of the build.
"use strict";
const { readFileSync, writeFileSync } = require("node:fs");
const { createRequire } = require("node:module");
const { join } = require("node:path");
const { Script } = require("node:vm");

const folder = process.argv[2];
const filename = join(folder, "relaylint.bundle.cjs");
const script = new Script(readFileSync(filename, "latin1"), { filename });
process.argv.splice(1, 2, filename, "main.cf");
process.once("exit", () => {
	writeFileSync(join(folder, `relaylint.${process.arch}-${process.versions.v8}.compiled`), script.createCachedData());
	process.exitCode = 0;
});
script.runInThisContext()(exports, createRequire(filename), module, filename, folder);
