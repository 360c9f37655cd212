#!/usr/bin/perl
# Starts many children at once, and tells of all of them over one stream. It forks because it is small: Node blocks for a
# millisecond and more with each process that it starts.
#
# `perl fanout.pl` reads frames from standard input and writes frames to standard output: one byte that says what it is, the
# number of the child, the length of what follows (four bytes each, big-endian), and that. In:
#   V  an environment, names and values in turn, separated by NUL; the number is the environment's, and may be given anew
#   S  start a child: the environment's number, flags (1: stdin is a pipe, 2: stderr goes where stdout goes), then its
#      folder ('' for ours) and its arguments, separated by NUL
#   I  input for a child            E  the end of a child's input
# Out, where `x` or `f` is the last that is told of a child:
#   s  it has started: its pid, and its start in clock ticks since the boot
#   o  its output                   e  what it wrote to stderr
#   w  so much input was taken      c  no more input will be taken
#   x  it has ended: its status as wait() has it, after all that was in its pipes at that moment
#   f  it could not be started: the stage and the error's name
# At the end of standard input, or where nobody reads standard output any more, it ends all children that are left, and itself.
use strict;
use warnings;
use Errno;
use Fcntl qw(F_SETFL O_NONBLOCK O_RDWR O_WRONLY);
use POSIX ();

# What it shares with shim.pl.
BEGIN { require(__FILE__ =~ s{[^/]*\z}{system.pl}r) }

use constant { STDIN_IS_PIPE => 1, STDERR_IS_STDOUT => 2 };
use constant HEAD_BYTES => 9;
# So much is told in one write, and so many children are started in one turn: the others wait for it.
use constant ANSWER_BYTES    => 262144;
use constant STARTS_PER_TURN => 16;
# How long children may take to end when we must, and how often we look whether their groups have.
use constant { GRACE_SECONDS => 5, LOOK_SECONDS => 0.05 };

# Frames that are still to be cut, and frames that are still to be told; nobody hears those of a deaf reader.
my ($requests, $answers, $output, $deaf) = ('', '');
# The children that run or were not waited for yet, by pid and by number.
my (%by_pid, %by_number);
my (%environments, $environment);
# What select() is asked for, and what to do with each descriptor that can be read or written.
my ($to_read, $to_write, @on_read, @on_write) = ('', '');

fanout();

sub fanout {
    close_inherited();
    $0 = 'runyard fanout';
    # Handlers, and not IGNORE: an exec takes them back to the default. The end of standard input ends us, no signal.
    $SIG{$_} = sub { }   for qw(INT TERM HUP QUIT PIPE);
    $SIG{$_} = 'DEFAULT' for qw(CHLD FPE XFSZ);
    open(my $input, '<&', \*STDIN) or die "Cannot read requests: $!\n";
    open($output, '>&', \*STDOUT) or die "Cannot write answers: $!\n";
    sysopen(my $null, '/dev/null', O_RDWR) or die "Cannot open /dev/null: $!\n";
    POSIX::dup2(fileno $null, $_) for 0, 1;
    my $ends = watch_children();
    vec($to_read, $ends, 1) = 1 if defined $ends;
    my $is_open = 1;
    listen_to($input, sub { $is_open = read_requests($input) });
    while ($is_open && !$deaf) {
        my $is_more = start_what_is_asked();
        turn($ends, $is_more ? 0 : defined $ends ? undef : 1);
        answer();
    }
    forget($input) if $is_open;
    end_all($ends);
}

# Waits until something can be read or written, and does what is to be done with it. Ends come last, so that most pipes are
# at their end by then.
sub turn {
    my ($ends, $seconds) = @_;
    my ($readable, $writable) = ($to_read, $to_write);
    return reap($ends) if select($readable, $writable, undef, $seconds) < 0;
    for my $descriptor (bits($writable)) { $on_write[$descriptor]->() if $on_write[$descriptor] }
    for my $descriptor (bits($readable)) { $on_read[$descriptor]->()  if $on_read[$descriptor] }
    reap($ends) if !defined $ends || vec($readable, $ends, 1);
}

sub bits {
    my $bits = unpack('b*', $_[0]);
    my ($at, @found) = (-1);
    push @found, $at while ($at = index($bits, '1', $at + 1)) >= 0;
    return @found;
}

sub listen_to {
    my ($handle, $action) = @_;
    vec($to_read, fileno $handle, 1) = 1;
    $on_read[fileno $handle] = $action;
}

# Closes what was listened to.
sub forget {
    my ($handle) = @_;
    vec($to_read, fileno $handle, 1) = 0;
    $on_read[fileno $handle] = undef;
    close $handle;
}

# Returns whether there may be more.
sub read_requests {
    my ($input) = @_;
    my $count = sysread($input, $requests, CHUNK_BYTES, length $requests);
    return 1 if $count || !defined $count && $!{EINTR};
    forget($input);
    return 0;
}

# Does what has been asked for, a few starts at a time. Returns whether there are more requests.
sub start_what_is_asked {
    my ($at, $starts) = (0, 0);
    while (length($requests) - $at >= HEAD_BYTES && $starts < STARTS_PER_TURN) {
        my ($what, $number, $length) = unpack("\@$at a N N", $requests);
        last if length($requests) - $at < HEAD_BYTES + $length;
        my $body = substr($requests, $at + HEAD_BYTES, $length);
        $at += HEAD_BYTES + $length;
        if    ($what eq 'S') { $starts++; start($number, $body) }
        elsif ($what eq 'V') { know_environment($number, $body) }
        elsif (my $child = $by_number{$number}) { give($child, $what eq 'E' ? undef : $body) }
    }
    substr($requests, 0, $at, '') if $at;
    return $starts == STARTS_PER_TURN;
}

# The first is made our own, so that children that want it need not make it theirs.
sub know_environment {
    my ($number, $body) = @_;
    my %variables = split /\0/, $body, -1;
    $environments{$number} = \%variables;
    return if $environment;
    %ENV = %variables;
    $environment = \%variables;
}

sub start {
    my ($number, $body) = @_;
    my ($variables, $flags, $strings) = unpack('N C a*', $body);
    my ($folder, @argv) = split /\0/, $strings, -1;
    my $child = { number => $number };
    my %ends;
    my $pid = open_pipes($child, $flags, \%ends) ? fork : undef;
    if (!defined $pid) {
        $answers .= frame('f', $number, 'program ' . error_name());
        return;
    }
    if ($pid == 0) {
        my $stage = become($environments{$variables}, $folder, \@argv, \%ends);
        syswrite($ends{report}, "$stage " . error_name());
        POSIX::_exit(127);
    }
    # An open end of ours would hide the end of the output.
    %ends = ();
    # Its start is read now, when it can't have been waited for.
    @$child{qw(pid start)} = ($pid, start_ticks($pid));
    $by_pid{$pid} = $by_number{$number} = $child;
    listen_to($child->{report}, sub { hear_start($child) });
    for my $stream (streams($child)) {
        listen_to($stream->{pipe}, sub { read_output($child, $stream) });
    }
}

# Makes the pipes of a child: our ends go to the child, its own to the ends. Returns whether the system had enough.
sub open_pipes {
    my ($child, $flags, $ends) = @_;
    pipe($child->{report}, $ends->{report})      or return 0;
    pipe($child->{stdout}{pipe}, $ends->{stdout}) or return 0;
    $child->{stdout}{kind} = 'o';
    if (!($flags & STDERR_IS_STDOUT)) {
        pipe($child->{stderr}{pipe}, $ends->{stderr}) or return 0;
        $child->{stderr}{kind} = 'e';
    }
    if ($flags & STDIN_IS_PIPE) {
        pipe($ends->{stdin}, $child->{stdin}) or return 0;
        fcntl($child->{stdin}, F_SETFL, O_WRONLY | O_NONBLOCK) or return 0;
        $child->{input} = '';
    }
    # Without Perl's buffers: each fork and each exec would write to those of all children, and so copy them.
    binmode($_, ':pop') for grep { $_ } @$child{qw(report stdin)}, map { $_->{pipe} } streams($child);
    return 1;
}

sub streams {
    my ($child) = @_;
    return grep { $_ && $_->{pipe} } @$child{qw(stdout stderr)};
}

# In the child: a session of its own, so that it leads a group and no terminal is its own, and then the command, no shell. A
# name without a slash is searched in the PATH of its environment. Returns what failed.
sub become {
    my ($variables, $folder, $argv, $ends) = @_;
    POSIX::setsid();
    POSIX::dup2(fileno $ends->{stdin}, 0) if $ends->{stdin};
    POSIX::dup2(fileno $ends->{stdout}, 1);
    POSIX::dup2(fileno($ends->{stderr} // $ends->{stdout}), 2);
    return 'working-folder' if $folder ne '' && !chdir $folder;
    if ($variables != $environment) {
        delete @ENV{ grep { !exists $variables->{$_} } keys %ENV };
        for my $name (keys %$variables) {
            $ENV{$name} = $variables->{$name} if ($ENV{$name} // "\0") ne $variables->{$name};
        }
    }
    POSIX::sigprocmask(POSIX::SIG_SETMASK(), POSIX::SigSet->new);
    no warnings 'exec';
    exec { $argv->[0] } @$argv;
    return 'program';
}

# The report's pipe is closed by the exec, or brings what failed. It comes before all else that is told of a child: what can
# be read of its output was written after the exec, and its end came after the report.
sub hear_start {
    my ($child) = @_;
    my $failure = '';
    while (!defined(sysread($child->{report}, $failure, 256, 0))) { last if !$!{EINTR} }
    forget(delete $child->{report});
    if ($failure eq '') {
        $answers .= frame('s', $child->{number}, "$child->{pid} $child->{start}");
        return;
    }
    $answers .= frame('f', $child->{number}, $failure);
    $child->{failed} = 1;
    dismiss($child);
    forget(delete $_->{pipe}) for streams($child);
}

# Takes what one read gives. Returns how much that was: 0 while the pipe is empty, and when it is closed at its end.
sub read_output {
    my ($child, $stream) = @_;
    hear_start($child) if $child->{report};
    return 0 if !$stream->{pipe};
    answer() if length $answers >= ANSWER_BYTES;
    my $at = length $answers;
    $answers .= "\0" x HEAD_BYTES;
    my $count;
    1 while !defined($count = sysread($stream->{pipe}, $answers, CHUNK_BYTES, $at + HEAD_BYTES)) && $!{EINTR};
    # What others wrote after its end is read, or they would die of their next write, and goes nowhere.
    if ($count && !$child->{ended}) { substr($answers, $at, HEAD_BYTES, pack('a N N', $stream->{kind}, $child->{number}, $count)) }
    else                            { substr($answers, $at) = '' }
    return $count if $count;
    forget(delete $stream->{pipe}) if defined $count || $! != POSIX::EAGAIN();
    return 0;
}

# Takes more input for a child; undefined is its end.
sub give {
    my ($child, $bytes) = @_;
    return if !$child->{stdin};
    if (defined $bytes) { $child->{input} .= $bytes }
    else                { $child->{input_ends} = 1 }
    feed($child);
}

# Writes what a child's pipe takes of its input. While there is more, select() is asked when it takes that.
sub feed {
    my ($child) = @_;
    my $descriptor = fileno $child->{stdin};
    while (length $child->{input}) {
        my $count = syswrite($child->{stdin}, $child->{input});
        if ($count) {
            substr($child->{input}, 0, $count, '');
            $answers .= frame('w', $child->{number}, $count);
        }
        elsif ($!{EAGAIN}) { last }
        elsif (!$!{EINTR}) {
            $answers .= frame('c', $child->{number}, '');
            return dismiss($child);
        }
    }
    return dismiss($child) if $child->{input_ends} && !length $child->{input};
    my $is_more = length $child->{input} ? 1 : 0;
    vec($to_write, $descriptor, 1) = $is_more;
    $on_write[$descriptor] = $is_more ? sub { feed($child) } : undef;
}

# Closes the pipe to a child's input.
sub dismiss {
    my ($child) = @_;
    my $stdin = delete $child->{stdin} or return;
    vec($to_write, fileno $stdin, 1) = 0;
    $on_write[fileno $stdin] = undef;
    delete $child->{input};
    close $stdin;
}

# Waits for all children that have ended.
sub reap {
    my ($ends) = @_;
    POSIX::read($ends, my $signals, 4096) if defined $ends;
    while ((my $pid = waitpid(-1, POSIX::WNOHANG())) > 0) {
        my $status = $?;
        my $child = delete $by_pid{$pid} or next;
        delete $by_number{ $child->{number} };
        finish($child, $status);
    }
}

# Tells what the pipes of a child hold at its end, and the end. Others may hold them open, and write for ever.
sub finish {
    my ($child, $status) = @_;
    hear_start($child) if $child->{report};
    dismiss($child);
    return if $child->{failed};
    for my $stream (streams($child)) {
        fcntl($stream->{pipe}, F_SETFL, O_NONBLOCK);
        my $left = pipe_bytes($stream->{pipe});
        while ($left > 0 && $stream->{pipe}) {
            my $count = read_output($child, $stream) or last;
            $left -= $count;
        }
    }
    $child->{ended} = 1;
    $answers .= frame('x', $child->{number}, $status);
}

sub frame {
    my ($what, $number, $body) = @_;
    return pack('a N N/a*', $what, $number, $body);
}

# Tells what there is to tell. While nobody takes it we wait, and with us the children whose pipes are full.
sub answer {
    $deaf = 1 if length $answers && !$deaf && !write_all($output, $answers);
    $answers = '';
}

# Asks the groups of all children to end, and after a while kills those that have not.
sub end_all {
    my ($ends) = @_;
    my %groups = map { $_ => 1 } keys %by_pid;
    signal_group('TERM', $_), signal_group('CONT', $_) for keys %groups;
    dismiss($_) for values %by_pid;
    wait_for_groups($ends, \%groups);
    signal_group('KILL', $_) for keys %groups;
    # What can't be killed, stuck in the kernel or another user's, is left to init.
    wait_for_groups($ends, \%groups);
}

sub wait_for_groups {
    my ($ends, $groups) = @_;
    for (my $looks = GRACE_SECONDS / LOOK_SECONDS; %$groups && $looks > 0; $looks--) {
        turn($ends, LOOK_SECONDS);
        answer();
        delete @$groups{ grep { !$by_pid{$_} && !kill(0, -$_) } keys %$groups };
    }
}

# One that was forked just now may lead no group yet.
sub signal_group {
    my ($name, $pid) = @_;
    kill($name, -$pid) || $by_pid{$pid} && kill($name, $pid);
}
