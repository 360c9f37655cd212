/** What `runyard nodeset --help` says. */
export const nodesetHelp = `Usage: runyard nodeset COMMAND [options] [NODES [-x|-i|-X NODES] ...]

Counts, expands, folds and combines sets of node names: node[1-9], @group,
rack[1-4]-node[01-16].

Commands, of which one is given:
  -f, --fold               write the names as one set: node1 node2 -> node[1-2]
  -e, --expand             write every name
  -c, --count              write how many they are
  -r, --regroup            fold, with the names of groups that are wholly in it
  -l, --list               list the groups, or those that hold any of NODES;
                           -ll shows their nodes as well, -lll how many
  -L, --list-all           the same for all group sources
      --list-sources       list the group sources (also --groupsources)
      --index NODE         write at which place NODE is, counted from 0

Operations, repeatable, from left to right between NODES:
  -x, --exclude NODES      without these
  -i, --intersection NODES only what is in both
  -X, --xor NODES          only what is in one of both

Options:
  -a, --all                begin with all nodes of the groups
  -s, --groupsource NAME   the group source that @group means
      --groupsconf FILE    read the groups from this groups.conf
  -G, --groupbase          write groups without their source: @group
      --timeout TIME       give up on groups after so long: 10s, 2m
      --allow-unknown-groups
                           take an unknown group for an empty one
  -R, --rangeset           work with numbers instead of names: 1-5,8
  -I, --slice NUMBERS      only what stands at these places, counted from 0
      --pick N             only N of them, at random
      --split N            in N parts of about the same size, one a line
      --contiguous         in parts without gaps, one a line
  -S, --separator TEXT     what stands between names with -e; \\n, \\t ... work
                           (default: a space)
  -O, --output-format TEXT write %s in this text; %04d for a count (default: %s)
      --autostep N         write steps, 0-8/2, from N names on; also 50% or auto
      --axis NUMBERS       fold along these dimensions only; -1 is the last
      --json               write one JSON object a line
  -q, --quiet              no warnings
  -d, --debug              accepted, for scripts made for ClusterShell
      --version            write the version
  -h, --help               write this

NODES are names and sets, combined with , (and) ! (without) & (in both) ^ (in
one of both) from left to right. @group is a group, @source:group that of one
source, @* all nodes; * and ? stand for any text and any character in the names
that the groups know. "-" is standard input: names separated by whitespace, with
comments from # to the end of the line; it is read as well without any NODES.
Options stand before the first of NODES: after it, they are names.

Examples:
  runyard nodeset -f node1 node2 node3            node[1-3]
  runyard nodeset -e -S '\\n' 'rack[1-2]-n[1-8]'   a name a line
  runyard nodeset -c 'node[1-100]' -x 'node[5-9]' 95
  runyard nodeset -f '@compute!@broken'           the groups of this site
  sinfo -hN -o %N | runyard nodeset -f            names from another program
  runyard nodeset --split 4 -f 'node[1-100]'      four lines of 25 nodes each

Exit status: 0 also for an empty set, 1 where something cannot be read or found,
2 where the command line is not understood`;
