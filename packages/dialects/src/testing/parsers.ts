import { postfixParsers } from "../postfix/testing/parsers.ts";
import type { ParserTarget } from "./parser-target.ts";

export type { ParserTarget } from "./parser-target.ts";
export { misplacedIn } from "./spans.ts";

/** Every parser that has rules of its own for how its parts rebuild the text; a dialect's formats stand in its folder. */
export const parserTargets: readonly ParserTarget[] = [...postfixParsers];
