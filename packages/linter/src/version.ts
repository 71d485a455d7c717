/** The version of relaylint; `package.json` says the same, which a test asserts. */
export const VERSION = "0.1.0";
