/** What `runyard gather --help` says. */
export const gatherHelp = `Usage: runyard gather [options] < LINES

Reads lines "node: text" from standard input, as pdsh, clush and runyard write
them, and shows what each node said; with -b what is the same only once.

What is shown:
  -b, -c, -B, --dshbak     nodes with the same output together
  -L, --lines              every line with its nodes before it
  -r, --regroup            -b, with the names of groups that are wholly in a set
      --diff               what differs from the output of the most nodes
  -T, --tree               lines that nodes have in common once, as a tree;
                           all of it is held in memory
  -N, --no-label           the output alone, without nodes
  -q, --quiet              nodes without how many they are
  -v, --verbose            the lines that are read as well, after INPUT
      --json               one JSON object for each output: nodes, count, and
                           output, or base64 where it is not UTF-8

What is read:
  -S, --separator TEXT     what stands between node and text (default: :)
      --interpret-keys WHEN
                           read nodes as sets, n[1-3] and @group too: always,
                           never, or auto: until one can't be read as a set
  -s, --groupsource NAME   the group source that @group means
      --groupsconf FILE    read the groups from this groups.conf

How it is written:
  -G, --groupbase          groups without their source: @group
      --axis NUMBERS       fold along these dimensions only; -1 is the last
      --color WHEN         never, always, or auto: on a terminal
  -F, --fast               accepted, for scripts made for ClusterShell
  -d, --debug              the same as -v
      --version            write the version
  -h, --help               write this

Nodes are shown in the order of their names; with -b the output of the most
nodes first, then by the first name.

Examples:
  pdsh -w 'node[1-9]' uname -r | runyard gather -b
  runyard gather --diff < outputs
  kubectl logs -l app=web --prefix | runyard gather -S ' ' -bL

Exit status: 0 done, 1 where a line or a node cannot be read, 2 where the command
line is not understood`;
