import XMLBuilder from "fast-xml-builder";

/** The attributes of an element and the elements in it; attribute names begin with `@`, `#text` is its text. */
export interface XmlElement {
	readonly [name: string]: string | number | XmlElement | readonly XmlElement[];
}

/** An XML document with one element at its top. */
export function xmlDocument(name: string, element: XmlElement): string {
	const builder = new XMLBuilder({
		attributeNamePrefix: "@",
		ignoreAttributes: false,
		format: true,
		suppressEmptyNode: true,
		suppressBooleanAttributes: false,
	});
	const top = { "?xml": { "@version": "1.0", "@encoding": "UTF-8" }, [name]: cleaned(element) };
	return `${String(builder.build(top)).trimEnd()}\n`;
}

/** A text without what no XML 1.0 document may hold, by section 2.2: control characters, lone surrogates, two code points. */
function cleaned<T>(value: T): T {
	if (typeof value === "string") {
		return value.replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "\ufffd") as T;
	}
	if (Array.isArray(value)) return value.map(cleaned) as T;
	if (typeof value !== "object" || value === null) return value;
	return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, cleaned(one)])) as T;
}
