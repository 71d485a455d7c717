/** A number as people write it, `65,536`. Intl's formatting takes longer to load than a small check takes. */
export function groupedDigits(count: number | bigint): string {
	return String(count).replace(/\B(?=(?:\d{3})+$)/g, ",");
}
