#!/usr/bin/env node
"use strict";
const { readFileSync } = require("node:fs");
const { setFlagsFromString } = require("node:v8");
const { Script } = require("node:vm");

const filename = `${__dirname}/relaylint.bundle.cjs`;
let cachedData;
try {
	cachedData = readFileSync(`${__dirname}/relaylint.${process.arch}-${process.versions.v8}.compiled`);
} catch {
	// Another V8 or processor made the compiled code: this one compiles for itself.
}
const script = new Script(readFileSync(filename, "latin1"), { filename, cachedData });
// A small check is over before optimised code pays: it comes later, and a twelfth less memory is taken. The flag is one of the
// V8 that made the compiled code.
if (script.cachedDataRejected === false) setFlagsFromString("--interrupt-budget=2000000 --no-sparkplug");
script.runInThisContext()(exports, require, module, filename, __dirname);
