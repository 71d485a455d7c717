import type { Environment, FileReader, Origin, SourceFile } from "@relaylint/core";
import { readStatements } from "./cf/configuration.ts";
import { fileLines } from "./cf/lines.ts";
import { recogniseRules } from "./cf/recognise.ts";
import { daemonsOf } from "./daemons.ts";
import type { FeatureName } from "./features.ts";
import { type Server, serverOf } from "./server.ts";

/** The server that a generated file describes: by its stock rules where they are such, else by running what stands there. */
export function serverOfCf(main: SourceFile, reader: FileReader, environment: Environment): Server {
	const statements = readStatements(fileLines(main));
	const recognised = recogniseRules(statements);
	const features = new Map<FeatureName, Origin>(recognised.features);
	return serverOf({
		main,
		statements: [...statements, ...recognised.lists],
		features,
		reader,
		environment,
		daemons: daemonsOf(statements, { kind: "default", text: "the daemon on port 25 (op.txt)" }),
		open: [],
		generated: recognised,
	});
}
