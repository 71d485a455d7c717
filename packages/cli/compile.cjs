// Runs the command in the folder given, and keeps what V8 compiled on the way of the scripts that the run is about; a part of the build.
"use strict";
const { existsSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");

const [, , folder, about, ...args] = process.argv;
const command = join(folder, "relaylint.cjs");
const compiled = join(folder, `relaylint.bundle.${process.arch}-${process.versions.v8}.compiled`);
// Compiled code is only for a V8 with the same flags, which the loader sets where there is some.
if (!existsSync(compiled)) writeFileSync(compiled, "");
process.argv.splice(1, process.argv.length, command, ...args);
process.once("exit", () => {
	const scripts = require(command);
	for (const { script, compiled } of scripts) if (compiled.includes(about)) writeFileSync(compiled, script.createCachedData());
	process.exitCode = 0;
	process.reallyExit(0);
});
require(command);
