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
