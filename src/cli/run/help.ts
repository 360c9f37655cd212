/** What `runyard run --help` says. */
export const runHelp = `Usage: runyard run [options] [--] COMMAND...

Runs a command on many nodes at once. Without a command it reads commands at a
prompt, on a terminal, or a script from standard input.

Which nodes:
  -w, --nodes NODES        these: node[1-9], @group; repeatable
  -x, --exclude NODES      but not these
  -g, --group GROUPS       the nodes of groups: a,b or source:group
  -X, --exclude-group GROUPS
                           but not those of groups
  -a, --all                all nodes that the groups know
      --hostfile FILE      nodes in a file, with # comments (--machinefile)
      --failed-from last   those that did not do it the last time
      --pick N             only N of them, at random
  -s, --groupsource NAME   the group source that @group means
      --groupsconf FILE    read the groups from this groups.conf

What is shown:
  -b, --dshbak             equal outputs once, when all is over
  -B                       the same with standard error in it
  -L                       each node by itself, in order; -bL equal lines live
  -r, --regroup            -b, with the names of groups
  -G, --groupbase          groups without their source: @group
      --diff               what differs from the output of the most nodes
  -N, --no-label           without nodes before lines and outputs
      --json               one JSON object for each event, and a summary
  -q, --quiet              less: no counts, no view
  -v, --verbose            with -b, lines as they come as well; -d more still
  -P, --progress           how many are done, where no terminal shows it
      --color WHEN         never, always, or auto: on a terminal
      --outdir DIR         what each node writes, in a file of its own
      --errdir DIR         the same for standard error

How it is run:
  -f, --fanout N           so many at once (64)
  -t, --connect-timeout S  seconds, or 1m, until a connection stands
  -u, --command-timeout S  the same that each command has; 0: no limit
  -l, --user NAME          log in as this user
  -o, --options TEXT       options for ssh
  -R, --worker WHAT        ssh; exec: here, with %h, %hosts and %n filled in; or
                           a template: "docker exec -i %h sh -c %command"
      --remote no          the same as -R exec
  -n, --nostdin            standard input is not passed on to the nodes
  -m, --mode NAME          a mode of clush.conf, such as sudo
  -O, --option KEY=VALUE   in place of a value of clush.conf
      --conf FILE          read this clush.conf
      --become USER        run commands as USER, by sudo; repeatable for some
                           nodes: --become NODES=USER
      --ask-password       ask for the password that sudo wants
      --password-fd N      the password of --become or of a mode, read from there;
                           sudo reads it as input, and it is never an argument

When things fail:
      --retry N            try nodes again, N times
      --retry-on WHAT      connect, timeout, exit, exit:CODE (connect,timeout)
      --batch N|P%         so many nodes, then the next ones
      --max-fail N|P%      start nothing more when more than so many failed
      --fail-fast          at the first failure, end what runs as well
      --start-rate N       start so many in a second at most
      --job TYPE           run it as a job of a server, which keeps what happened:
                           of a type that takes the parameters nodes and command
      --server URL         that server (RUNYARD_SERVER)
      --dry-run            show nodes and commands, and start nothing

ClusterShell:
  -c, --copy, --rcopy      copy: see runyard copy --help
  -S, --maxrc              end with the largest exit code of all
      --compat-clush       exit codes and texts of clush
      --version            write the version
  -h, --help               write this

Ctrl-C asks what runs to end, and nothing more is started; once more kills it.
What ssh has started on a node ends with its connection if it notices.

Examples:
  runyard run -w 'node[1-100]' -b uname -r
  runyard run -g compute --batch 10% --max-fail 2 systemctl restart slurmd
  runyard run -w 'n[1-9]' --json uptime | jq 'select(.event == "exit")'
  runyard run --failed-from last --retry 3 uptime

Exit status: 0 every node did it; 1 some did not; 9 those could not be reached;
124 those ran out of time; 2 the command line is not understood; 130 Ctrl-C`;

/** What `runyard copy --help` says. */
export const copyHelp = `Usage: runyard copy [options] SOURCE... [--dest PATH]

Copies files and folders to many nodes at once, or with --rcopy from them.

      --dest PATH          where to; unless told, the place that it has here
      --rcopy              from the nodes: each becomes SOURCE.NODE in the folder
                           that --dest names
  -p, --preserve           with times and permissions
      --by PROGRAM         scp, rsync (only what differs), or cp with -R exec
  -R, --worker WHAT        ssh, or exec: here, with %h in paths filled in

Nodes, timeouts, retries, batches and what is shown are told as for runyard run:
see runyard run --help.

Examples:
  runyard copy -w 'node[1-100]' app.conf --dest /etc/app/
  runyard copy -g compute --rcopy /var/log/messages --dest logs

Exit status: as runyard run`;
