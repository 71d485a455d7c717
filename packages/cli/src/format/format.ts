/** The formats of a report. */
export type Format = "pretty" | "compact" | "json";

export const FORMATS: readonly Format[] = ["pretty", "compact", "json"];
