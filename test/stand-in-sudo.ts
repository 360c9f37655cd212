import { writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Writes a program that stands in for sudo(8), which asks the system's own accounts: it reads a password as `sudo -S` does,
 * a byte at a time from its input and three times at most, and then runs the command with the user's name in AS. It wants
 * none for the user `free`.
 *
 * @param folder where it is written, as `sudo`
 */
export function writeStandInSudo(folder: string, password: string): void {
  writeFileSync(join(folder, "sudo"), PROGRAM.replace("PASSWORD", password), { mode: 0o755 });
}

const PROGRAM = String.raw`#!/usr/bin/perl
use strict;
my ($user, $reads, $asks) = ('root', 0, 1);
while (defined(my $word = shift @ARGV)) {
    last if $word eq '--';
    if    ($word eq '-u') { $user = shift @ARGV }
    elsif ($word eq '-p') { shift @ARGV }
    elsif ($word eq '-S') { $reads = 1 }
    elsif ($word eq '-n') { $asks = 0 }
}
if ($user ne 'free') {
    if (!$asks || !$reads) { print STDERR "sudo: a password is required\n"; exit 1 }
    my $tries = 0;
    while (line() ne q{PASSWORD}) {
        if (++$tries == 3) { print STDERR "sudo: 3 incorrect password attempts\n"; exit 1 }
        print STDERR "Sorry, try again.\n";
    }
}
$ENV{AS} = $user;
exec @ARGV;
sub line {
    my $line = '';
    while (sysread(STDIN, my $byte, 1)) { last if $byte eq "\n"; $line .= $byte }
    return $line;
}
`;
