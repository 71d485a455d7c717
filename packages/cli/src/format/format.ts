/** The formats of a check's report. */
export type Format = "pretty" | "compact" | "json" | "sarif" | "github" | "gitlab" | "junit" | "checkstyle" | "rdjsonl";

export const FORMATS: readonly Format[] = [
	"pretty",
	"compact",
	"json",
	"sarif",
	"github",
	"gitlab",
	"junit",
	"checkstyle",
	"rdjsonl",
];

/** The formats of everything else: answers of `probe`, pages and lists of rules. */
export const PLAIN_FORMATS: readonly Format[] = ["pretty", "compact", "json"];

/** The formats of "who may relay". */
export type PolicyFormat = "pretty" | "json" | "markdown" | "html";

export const POLICY_FORMATS: readonly PolicyFormat[] = ["pretty", "json", "markdown", "html"];

/** The formats of a comparison. */
export type DiffFormat = "pretty" | "json" | "markdown";

export const DIFF_FORMATS: readonly DiffFormat[] = ["pretty", "json", "markdown"];
