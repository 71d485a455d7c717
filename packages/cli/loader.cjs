#!/usr/bin/env node
"use strict";
const { readFileSync } = require("node:fs");
const { setFlagsFromString } = require("node:v8");
const { Script } = require("node:vm");

const made = `${process.arch}-${process.versions.v8}.compiled`;
/** The scripts that ran, with the files of their compiled code: for the build, which keeps what V8 compiled on the way. */
const scripts = [];

/** Runs a script of this folder, with its compiled code where this V8 and processor made it: any other compiles for itself. */
function run(name, load) {
	const filename = `${__dirname}/${name}.cjs`;
	const script = new Script(readFileSync(filename, "latin1"), { filename, cachedData: compiledOf(name) });
	scripts.push({ script, compiled: `${__dirname}/${name}.${made}` });
	const own = { exports: {} };
	script.runInThisContext()(own.exports, load, own, filename, __dirname);
	return own.exports;
}

function compiledOf(name) {
	try {
		return readFileSync(`${__dirname}/${name}.${made}`);
	} catch {
		return undefined;
	}
}

// A small check is over before optimised code pays: it comes later, which takes a seventh less time and a twelfth less memory. The flags
// are those of the V8 that made the compiled code, and belong to it: they are set before anything is compiled.
if (compiledOf("relaylint.bundle") !== undefined) setFlagsFromString("--interrupt-budget=2000000 --no-sparkplug");

let command;
const dialects = new Map();

/** A dialect is a script of its own, which shares the core of the command. */
function load(id) {
	if (!id.startsWith("./dialects/")) return require(id);
	const name = id.slice(2, -4);
	if (!dialects.has(name)) {
		const core = { ...command.core };
		dialects.set(
			name,
			run(name, (wanted) => (wanted === "@relaylint/core" ? core : require(wanted))),
		);
	}
	return dialects.get(name);
}

module.exports = scripts;
command = run("relaylint.bundle", load);
