import type { Topic } from "./args.ts";

const COMMON = `  --root PREFIX        where the server's own paths stand (an unpacked image, an etckeeper tree)
  --mta-version V      the release whose defaults hold: 3.7, apple-10.6 (default: the newest known)
  --dialect D          only files of this dialect
  -o, --output-file F  write the report to a file`;

/** What `--help` prints, by command. */
export const HELP: Readonly<Record<Topic, string>> = {
	check: `relaylint: reads mail server configurations and says who may relay

relaylint [check] [PATH...]   check files or directories (default: .)
relaylint probe PATH ...      say what becomes of one attempt, or of many
relaylint map PATH ...        run a text through a mapping table of Messaging Server
relaylint policy PATH         say who may relay
relaylint diff OLD NEW        say what one configuration accepts and the other does not
relaylint lock [PATH]         write what is granted to relay-policy.lock
relaylint test [PATH]         run the expectations of relaylint.test.json
relaylint verify PATH ...     play known tricks against your own running server
relaylint rule [ID]           a rule's page; without ID the list
relaylint init [DIRECTORY]    write a relaylint.json
relaylint lsp                 serve an editor: the Language Server Protocol

  --format F           pretty (default), compact, json, sarif, github, gitlab, junit, checkstyle, rdjsonl
  --severity LEVEL     show error, warning or info and what is worse (default: info)
  --fail-on LEVEL      exit 1 at error (default), warning, info, or never
  --require-closed     exit 1 unless every configuration is proven closed
  --locked             exit 1 where more is granted than relay-policy.lock says
  --select ID,...      only these rules
  --ignore ID,...      all but these rules
  --fix                mend what can be mended without refusing anybody's mail
  --unsafe-fixes       with --fix or --diff: also what may refuse mail
  --diff               print what --fix would change; exit 1 where that is something
  --complete           the given tree is the whole server: what is not in it is missing
  --host               this machine is the server: ask it for its name and addresses
  --list-files         print each file and its dialect, or why it was skipped
  --stdin-filename N   check the text on standard input as the file N
${COMMON}
  -V, --version        print the version
  -h, --help           print this, or a command's options after its name

Exit: 0 nothing to fail on, 1 findings, 2 usage, unreadable input or internal error.
`,
	probe: `relaylint probe PATH --to B [...]      one attempt
relaylint probe PATH --probes FILE     many: a probes.json, one JSON object a line, or - for standard input

  --client IP          the client's address (default: 203.0.113.7)
  --client-name N      its name in the DNS, which points back to it
  --forged-name        ... which does not
  --helo H             what it says in HELO
  --from A             the sender; "" is the empty one
  --to B               the recipient
  --auth USER          it logs in
  --tls                it says STARTTLS
  --client-cert        it shows a certificate of its own making
  --port N             the port it connects to (default: 25)
  --format F           pretty (default), compact, json (one object a line)
${COMMON}

Exit: 0 answered, 2 usage, unreadable input or internal error.
`,
	map: `relaylint map PATH --table T [INPUT]   one text; without INPUT each line of standard input
relaylint map PATH --maps FILE           many: a JSON list of tables and inputs, or - for standard input

  --table T            the mapping table: ORIG_SEND_ACCESS, INTERNAL_IP, ...
  --input-flags F      flags that templates test: A, T
  --format F           pretty (default), compact, json (one object a line)
${COMMON}

Exit: 0 answered, 2 usage, no such table, unreadable input or internal error.
`,
	policy: `relaylint policy PATH   who may relay: clients, condition and destination, each with its lines

  --format F           pretty (default), json, markdown, html (one page that stands alone)
  --complete           the given tree is the whole server: what is not in it is missing
  --host               this machine is the server: ask it for its name and addresses
${COMMON}

Exit: 0 said, 2 usage, unreadable input or internal error.
`,
	diff: `relaylint diff OLD NEW                     what one accepts and the other does not
relaylint diff --git BASE [HEAD] [PATH]    two revisions, or one and the working tree

  --git BASE           the revision to compare with; git reads it, nothing is checked out
  --format F           pretty (default), json, markdown (for a comment under a change)
  --complete           the given trees are the whole server: what is not in them is missing
  --host               this machine is the server: ask it for its name and addresses
${COMMON}

Each difference is shown by an attempt that both were asked about. That there are no others is said only where it is proven.

Exit: 0 nothing is opened, 1 NEW accepts what strangers or wider networks were refused, 2 usage, unreadable input or internal error.
`,
	lock: `relaylint lock [PATH]   writes what is granted to relay-policy.lock beside the main file; check --locked holds it against that

  -o, --output-file F  write it elsewhere
  --complete           the given tree is the whole server: what is not in it is missing
  --host               this machine is the server: ask it for its name and addresses
${COMMON.replace(/\n.*output-file.*/, "")}

Exit: 0 written, 2 usage, unreadable input or internal error.
`,
	test: `relaylint test [PATH]   runs the expectations of relaylint.test.json beside the main file

  { "probes": [{ "client": "203.0.113.9", "to": "a@example.net", "expect": "refuse" }],
    "statements": ["203.0.113.9 to example.net is refused", "10.1.0.0/16 may relay", "strangers may not relay"] }

  --format F           pretty (default), json (one object a line)
${COMMON}

Exit: 0 all are met, 1 some are not, 2 usage, unreadable input or internal error.
`,
	verify: `relaylint verify PATH --server HOST:PORT   plays witnesses and known tricks against your own running server

  --server HOST:PORT   a loopback address, or one that relaylint.json lists in "network.ownServers"; [IPV6]:PORT too
  --format F           pretty (default), json (one object a line)
  --complete           the given tree is the whole server: what is not in it is missing
  --host               this machine is the server: ask it for its name and addresses
${COMMON}

Each attempt goes up to RCPT TO and is taken back by RSET: no mail is sent.

Exit: 0 the server does what the files say, 1 it does not, 2 usage, unreadable input, no answer or internal error.
`,
	init: `relaylint init [DIRECTORY]   writes a relaylint.json that changes nothing yet

  --host               put in it the name and the addresses of this machine, which is the server
`,
	lsp: `relaylint lsp   the language server, which an editor starts

  --stdio              speak on standard input and output (default)
  --socket PORT        connect to a port of this machine
  --node-ipc           speak on the channel of a process that Node has started
`,
	rule: `relaylint rule [ID]   prints a rule's page; without ID the list of rules
`,
};
