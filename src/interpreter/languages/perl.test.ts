import { testLanguage } from "../../../test/conformance/interpreter.ts";
import { perl } from "./perl.ts";

testLanguage(perl, "perl", {
  keep: "$kept = 7; ()",
  recall: "$kept",
  fortyTwo: "6 * 7",
  write: 'print "out\\n"; print STDERR "err\\n"; ()',
  writeBelow: 'system "echo", "below"; ()',
  writeMuch: (bytes) => `print "x" x ${bytes}`,
  raise: 'die "no such thing\\n"',
  nonsense: "def def {",
  exit: "exit 0",
  die: "require POSIX; POSIX::_exit(0)",
  killItself: "kill 9, $$; sleep 60",
  readStdin: "defined(my $line = <STDIN>)",
  loopForEver: "1 while 1",
  loopStubbornly: "$SIG{INT} = $SIG{TERM} = 'IGNORE'; sleep 1 while 1",
  closeStreams: "close STDIN; close STDOUT; close STDERR; POSIX::close($_) for 0 .. 2",
  closeAll: "POSIX::close($_) for 0 .. 1023; sleep 60",
  leaveBehind: (seconds) => `open our $left, "-|", "setsid", "sleep", "${seconds}"; ()`,
});
