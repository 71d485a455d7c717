#!/usr/bin/env node
"use strict";
const { readFileSync } = require("node:fs");
const { Script } = require("node:vm");

const filename = `${__dirname}/relaylint.bundle.cjs`;
let cachedData;
try {
	cachedData = readFileSync(`${__dirname}/relaylint.${process.arch}-${process.versions.v8}.compiled`);
} catch {
	// Another V8 or processor made the compiled code: this one compiles for itself.
}
new Script(readFileSync(filename, "latin1"), { filename, cachedData }).runInThisContext()(
	exports,
	require,
	module,
	filename,
	__dirname,
);
