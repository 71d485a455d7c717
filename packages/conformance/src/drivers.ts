import { exim } from "./exim-driver.ts";
import type { MtaDriver } from "./mta-driver.ts";
import { postfix } from "./postfix-driver.ts";
import { sendmail } from "./sendmail-driver.ts";

/** The MTAs that can be asked, in the order in which a run takes them. */
export const DRIVERS: readonly MtaDriver[] = [postfix, exim, sendmail];

/** The driver of that name; undefined where there is none. */
export function driverOf(id: string): MtaDriver | undefined {
	return DRIVERS.find((driver) => driver.recipe.id === id);
}
