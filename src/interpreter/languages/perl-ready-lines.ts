import type { Value } from "../value.ts";

/**
 * Perl tells of what it misses at the end of a text, where it compiles it without running it. A fork does, so that what
 * compiling itself defines and does (`sub`, `use`, `BEGIN`) is gone with it.
 *
 * @param literal a text as a literal of Perl
 */
export async function perlReadyLines(
  lines: readonly string[],
  ask: (command: string) => Promise<Value>,
  literal: (text: string) => string,
): Promise<number> {
  if (isInPod(lines)) return 0;
  const said = await ask(CHECK.replace("SOURCE", () => literal(lines.join("\n"))));
  const text = said instanceof Uint8Array ? Buffer.from(said).toString() : said;
  return typeof text === "string" && UNFINISHED.test(text) ? 0 : lines.length;
}

/** What begins as documentation goes on until `=cut`. */
function isInPod([first = "", ...rest]: readonly string[]): boolean {
  return /^=[a-z]/i.test(first) && !rest.some((line) => /^=cut\b/.test(line));
}

const UNFINISHED =
  /, at EOF$|^Missing right (?:curly|square)|^Can't find string terminator|^(?:Substitution|Transliteration) (?:pattern|replacement) not terminated|^Search pattern not terminated|^Format not terminated/m;

const CHECK = `do {
  local ($@, $!, $?, $SIG{CHLD}, $SIG{__DIE__}, $SIG{__WARN__});
  my $pid = open(my $told, '-|');
  if (defined $pid && !$pid) {
    open(my $answer, '>&', \\*STDOUT) or POSIX::_exit(1);
    open(STDOUT, '>', '/dev/null');
    open(STDERR, '>', '/dev/null');
    eval("return; " . SOURCE . "\\n");
    print $answer $@;
    close $answer;
    POSIX::_exit(0);
  }
  local $/;
  defined $pid ? <$told> // '' : '';
}`;
