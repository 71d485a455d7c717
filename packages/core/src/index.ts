export * from "./diagnostic.ts";
export * from "./dialect.ts";
export * from "./file-reader.ts";
export * from "./rule.ts";
export * from "./setting.ts";
export * from "./source/origin.ts";
export * from "./source/source-file.ts";
export * from "./source/span.ts";
