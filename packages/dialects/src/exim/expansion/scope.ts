import type { Context, Region, Truth } from "@relaylint/core";
import type { ListKind } from "../ast.ts";
import type { Value } from "./value-of.ts";

/** What an expansion is asked about: one attempt, all strangers of a region together, or nothing that depends on a client. */
export interface Scope {
	readonly context?: Context;
	readonly region?: Region;
	/** The value of a `$name`. */
	variable(name: string): Value;
	/** Whether an item of one of the four kinds of list, written as a list, takes a value. */
	matches(kind: ListKind | "ip", list: string, subject: Value): Truth;
	/** A look-up in a file or elsewhere. */
	lookup(spec: LookupSpec): Value;
	/** Whether a file is there; undefined where that is not known. */
	exists(path: string): boolean | undefined;
	/** Whether a login with this check succeeds, by what is known of it. */
	checksLogin(): Value;
}

/** A look-up as `${lookup` writes it. */
export interface LookupSpec {
	/** Absent for a query. */
	readonly key?: Value;
	readonly type: string;
	/** The file, or the query. */
	readonly target: Value;
}

/** What is known inside an expansion beside the scope. */
export interface Locals {
	readonly value?: Value;
	readonly item?: Value;
	readonly captures?: readonly Value[];
}
