#!/usr/bin/perl
# The launcher and the shim, in one program so that the launcher becomes a shim by a mere fork.
#
# `perl shim.pl launcher BELL` reads launch requests from standard input until its end and forks a shim for each.
# A shim owns one attempt's folder, starts the attempt's command, keeps what it writes, waits for it and records its end
# there; nothing that happens to its ancestors reaches it. It is Perl because each fork of it costs under a millisecond, and every
# Debian and Ubuntu has the modules below (perl-base).
#
# In the attempt's folder:
#   identity  who owns the attempt. Whoever creates it owns the outcome, and it is never removed.
#   end       the same file under a second name, once the end stands in it.
#   stdout, stderr, work/ and what the request brings along.
use strict;
use warnings;
use Errno;
use Fcntl qw(F_SETFL O_APPEND O_CREAT O_EXCL O_NONBLOCK O_RDONLY O_RDWR O_WRONLY);
use POSIX ();

# What it shares with fanout.pl.
BEGIN { require(__FILE__ =~ s{[^/]*\z}{system.pl}r) }
our $CALLS;

# Long enough for every line of a record, and written in full at the start: a full disk can't keep the end from it.
use constant RECORD_BYTES => 1024;
use constant WHAT_BYTES   => 512;
use constant PR_SET_CHILD_SUBREAPER => 36;
use constant RUSAGE_CHILDREN        => -1;

my $BOOT_ID = read_line('/proc/sys/kernel/random/boot_id');

launcher(@ARGV);

sub launcher {
    my ($mode, $bell) = @_;
    die "Usage: shim.pl launcher BELL\n" if @_ != 2 || $mode ne 'launcher';
    # The end of standard input ends the launcher, and nothing that a terminal or a service manager sends to everybody.
    # PIPE and XFSZ are told as errors of the write.
    $SIG{$_} = 'IGNORE' for qw(INT TERM HUP QUIT PIPE XFSZ CHLD);
    close_inherited();
    $0 = 'runyard launcher';
    my $input = '';
    while (defined(my $body = next_request(\$input))) {
        my $pid = fork;
        if (!defined $pid) {
            ring($bell, 'failed', decode($body)->{attempt}, 'program', error_name());
        }
        elsif ($pid == 0) {
            undef $input;
            eval { shim($bell, decode($body)) };
            POSIX::_exit(0);
        }
    }
}

# Cuts the next request from the input: four bytes of length, then the body. Undefined at the end of the input.
sub next_request {
    my ($input) = @_;
    while (length $$input < 4 || length $$input < 4 + unpack('N', $$input)) {
        my $count = sysread(STDIN, $$input, 65536, length $$input);
        next if !defined $count && $!{EINTR};
        return undef if !$count;
    }
    my $body = substr($$input, 0, 4 + unpack('N', $$input), '');
    return substr($body, 4);
}

# A request's keys and values, each with its length before it. Those with a list may come several times.
sub decode {
    my @pairs = unpack('(N/a*)*', $_[0]);
    my %request = (argv => [], env => [], file => [], mkdir => []);
    while (my ($key, $value) = splice(@pairs, 0, 2)) {
        if (ref $request{$key}) { push @{ $request{$key} }, $value }
        else                    { $request{$key} = $value }
    }
    return \%request;
}

sub shim {
    my ($bell, $request) = @_;
    my $attempt = $request->{attempt};
    leave_launcher($attempt);

    my $record = eval { own($request->{folder}) };
    return ring($bell, 'failed', $attempt, @{$@}{qw(stage system)}) if $@;
    return if !$record;

    my ($end, @outputs) = eval {
        fill_folder($request);
        attend($request, $record, sub { ring($bell, 'started', $attempt) });
    };
    $end = sprintf("end launch %s %s \"%s\"\nended %d\nchildren 0\n", @{$@}{qw(stage system what)}, now()) if $@;

    if (write_record($record, $end) && rename($record->{name}, 'end')) { ring($bell, 'ended', $attempt) }
    else                                                                 { ring($bell, 'failed', $attempt, 'end', error_name()) }
    close $record->{handle};
    forget_folder($attempt, @outputs) if $request->{leave};
    read_on(@outputs);
}

# A session of its own, and nothing shared with the launcher: an open end of its pipe would hide its death.
sub leave_launcher {
    my ($attempt) = @_;
    POSIX::setsid();
    umask 077;
    $SIG{CHLD} = 'DEFAULT';
    sysopen(my $null, '/dev/null', O_RDWR) or POSIX::_exit(1);
    POSIX::dup2(fileno $null, $_) for 0 .. 2;
    # What the command leaves behind becomes the shim's child, however far it was detached: so it can be counted.
    syscall($CALLS->{prctl}, PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) if $CALLS->{prctl};
    $0 = "runyard shim $attempt";
}

# Makes the record in the folder, and takes ownership by the link: like O_EXCL it fails where the name exists, but the
# name never stands for an empty file. Undefined where another owns the attempt, which then must not be started.
sub own {
    my ($folder) = @_;
    chdir $folder or broken('folder', $folder);
    my $start  = start_ticks('self');
    my $record = { name => "record-$$-$start", text => "runyard-shim 1\npid $$\nstart $start\nboot $BOOT_ID\n" };
    sysopen($record->{handle}, $record->{name}, O_RDWR | O_CREAT | O_EXCL, 0600) or broken('folder', $folder);
    if (write_record($record, '') && link($record->{name}, 'identity')) { return $record }
    my $error = $! + 0;
    unlink $record->{name};
    $! = $error;
    return undef if $!{EEXIST};
    broken('folder', $folder);
}

# Adds lines to the record, in the space that was reserved for them. The padding is spaces, so that a line that is being
# written is told from a whole one, which has its newline right behind the value.
sub write_record {
    my ($record, $lines) = @_;
    $record->{text} .= $lines;
    my $bytes = sprintf('%-*s', RECORD_BYTES - 1, $record->{text}) . "\n";
    return defined sysseek($record->{handle}, 0, 0) && write_all($record->{handle}, $bytes);
}

sub fill_folder {
    my ($request) = @_;
    make_folder($_) for @{ $request->{mkdir} }, $request->{cwd} eq '' ? 'work' : ();
    write_file($_) for @{ $request->{file} };
    delete $request->{file};
}

# One file of the request: `MODE PATH`, NUL, content.
sub write_file {
    my ($mode, $path, $at) = $_[0] =~ /\A([0-7]+) ([^\0]+)\0/ ? (oct $1, $2, $+[0]) : broken('folder', 'file');
    make_folder($1) if $path =~ m{\A(.+)/}s;
    sysopen(my $file, $path, O_WRONLY | O_CREAT | O_EXCL, $mode) or broken('folder', $path);
    write_all($file, substr($_[0], $at)) or broken('folder', $path);
    chmod $mode, $file or broken('folder', $path) if $mode & 077;
}

# Starts the command, keeps what it writes, and waits for its end. Returns the lines that describe the end, and the outputs
# that others than the command may write to.
sub attend {
    my ($request, $record, $on_start) = @_;
    my @outputs = map { open_output($_, $request->{output} // 'pipes') } qw(stdout stderr);
    my $ends    = watch_children();
    my $began   = now();
    my $command = start_command($request, @outputs);
    write_record($record, sprintf("command %d\ncommand-start %s\n", $command, start_ticks($command)));
    $on_start->();

    my $status = keep_until_end($command, $ends, @outputs);
    my $ended  = now();
    drain($_) for @outputs;
    my $left   = children_left();
    my $how    = $status & 127 ? 'signal ' . ($status & 127) : 'exit ' . ($status >> 8);
    my ($lost) = map { "lost-output $_\n" } grep { defined } map { $_->{lost} } @outputs;
    POSIX::close($ends) if defined $ends;
    my $lines = sprintf "end %s\nbegan %d\nended %d\n%s%schildren %d\n", $how, $began, $ended, usage(), $lost // '', $left;
    return ($lines, $left || $request->{leave} ? @outputs : ());
}

# An output: the file that keeps it, the end of a pipe that the command is given, and the end that we read. Given the file
# itself, a command that opens /dev/stderr would cut off what stands there already.
sub open_output {
    my ($name, $way) = @_;
    my %output;
    sysopen($output{file}, $name, O_WRONLY | O_APPEND | O_CREAT, 0600) or broken('folder', $name);
    return { given => $output{file} } if $way eq 'files';
    pipe($output{pipe}, $output{given}) && fcntl($output{pipe}, F_SETFL, O_NONBLOCK) or broken('folder', $name);
    return \%output;
}

# Appends what the command writes to the files until it has ended; what holds its pipes open beyond that doesn't matter.
# Returns its status, as wait() has it.
sub keep_until_end {
    my ($command, $ends, @outputs) = @_;
    my $status;
    until (defined $status) {
        my @open = grep { $_->{pipe} } @outputs;
        # Without the descriptor, a signal that comes just before select() is seen a second later.
        wait_for_input(defined $ends ? undef : 1, grep { defined } $ends, map { fileno $_->{pipe} } @open);
        keep($_) for @open;
        POSIX::read($ends, my $signals, 4096) if defined $ends;
        # The others are those that the command's death, or their parent's, made ours.
        while ((my $pid = waitpid(-1, POSIX::WNOHANG())) > 0) { $status = $? if $pid == $command }
    }
    return $status;
}

# Waits until one of these can be read or is at its end; at most that long where the seconds are defined.
sub wait_for_input {
    my ($seconds, @descriptors) = @_;
    my $inputs = '';
    vec($inputs, $_, 1) = 1 for @descriptors;
    select($inputs, undef, undef, $seconds);
}

# Moves what one read takes from an output's pipe to its file, or to nowhere where there is no file any more. Returns how
# much that was: 0 while the pipe is empty, and when it is closed, at its end or because the file takes no more. A command
# that goes on writing is then told so by the system, as it would be by the full disk.
sub keep {
    my ($output) = @_;
    my ($count, $chunk);
    1 while !defined($count = sysread($output->{pipe}, $chunk, CHUNK_BYTES)) && $!{EINTR};
    return 0 if !defined $count && $! == POSIX::EAGAIN();
    return $count if $count && (!$output->{file} || write_all($output->{file}, $chunk));
    $output->{lost} = error_name() if $count;
    close delete $output->{pipe};
    return 0;
}

# Keeps what is in an output's pipe, and no more than it can hold: something that the command left may write for ever.
sub drain {
    my ($output) = @_;
    return if !$output->{pipe};
    my $left = pipe_bytes($output->{pipe});
    while ($left > 0 && $output->{pipe}) {
        my $kept = keep($output) or last;
        $left -= $kept;
    }
}

# What the command left behind would die of its next write if nobody held the other end of its pipes: also in the middle of
# the time that it is given to end in order. So the shim stays until the last of them is gone.
sub read_on {
    my (@outputs) = @_;
    # Nobody asks any more how its children end.
    $SIG{CHLD} = 'IGNORE';
    children_left();
    while (my @open = grep { $_->{pipe} } @outputs) {
        wait_for_input(undef, map { fileno $_->{pipe} } @open);
        keep($_) for @open;
    }
}

# What may live on outlives the folder: from now on its output goes nowhere.
sub forget_folder {
    my ($attempt, @outputs) = @_;
    $0 = "runyard reader $attempt";
    chdir '/';
    close delete $_->{file} for grep { $_->{file} } @outputs;
}

# Forks and executes the command. A failure comes back over a pipe that a successful exec closes.
sub start_command {
    my ($request, @outputs) = @_;
    my ($program, $cwd) = ($request->{argv}[0], $request->{cwd} eq '' ? 'work' : $request->{cwd});
    pipe(my $answer, my $report) or broken('program', $program);
    my $pid = fork // broken('program', $program);
    if ($pid == 0) {
        eval { become_command($request, $cwd, map { fileno $_->{given} } @outputs) };
        syswrite($report, "$@->{stage} $@->{system}");
        POSIX::_exit(127);
    }
    close $report;
    # An open end of ours would hide the end of the output.
    close delete $_->{given} for @outputs;
    my $failure = '';
    while (!defined(my $count = sysread($answer, $failure, 256, 0))) { last if !$!{EINTR} }
    return $pid if $failure eq '';
    waitpid($pid, 0);
    my ($stage, $system) = split ' ', $failure;
    die { stage => $stage, system => $system, what => what($stage eq 'program' ? $program : $cwd) };
}

# In the child: everything as a new process expects it, and no shell. A name without a slash is searched in the PATH of
# the request's environment.
sub become_command {
    my ($request, $cwd, $stdout, $stderr) = @_;
    setpgrp(0, 0);
    POSIX::dup2($stdout, 1);
    POSIX::dup2($stderr, 2);
    chdir $cwd or broken('working-folder', $cwd);
    %ENV = map { /\A([^=]+)=(.*)\z/s ? ($1, $2) : () } @{ $request->{env} };
    $SIG{$_} = 'DEFAULT' for qw(INT TERM HUP QUIT PIPE XFSZ CHLD FPE);
    POSIX::sigprocmask(POSIX::SIG_SETMASK(), POSIX::SigSet->new);
    no warnings 'exec';
    exec { $request->{argv}[0] } @{ $request->{argv} };
    broken('program', $request->{argv}[0]);
}

# Whether anything that the command started still lives. Where the shim could not become its parent, it may.
sub children_left {
    return 1 if !$CALLS->{prctl};
    my $pid;
    1 while ($pid = waitpid(-1, POSIX::WNOHANG())) > 0;
    return $pid == 0 ? 1 : 0;
}

# CPU time of all that was waited for, and the peak of the largest, which is never below the shim's own few megabytes:
# the kernel counts the memory from before the exec.
sub usage {
    return '' if !$CALLS->{getrusage};
    my $usage = "\0" x 144;
    return '' if syscall($CALLS->{getrusage}, RUSAGE_CHILDREN, $usage) != 0;
    my ($user, $user_us, $system, $system_us, $peak_kib) = unpack('q5', $usage);
    return sprintf "cpu %d\npeak %d\n", ($user + $system) * 1000 + ($user_us + $system_us) / 1000, $peak_kib * 1024;
}

# A hint to whoever listens, never waited for and never relied on: the folder is the truth. One write of less than
# PIPE_BUF bytes is never mixed with another's.
sub ring {
    my ($bell, @words) = @_;
    sysopen(my $fifo, $bell, O_WRONLY | O_NONBLOCK) or return;
    syswrite($fifo, join(' ', @words) . "\n");
}

# Milliseconds since 1970.
sub now {
    my $time = "\0" x 16;
    return time * 1000 if !$CALLS->{gettimeofday} || syscall($CALLS->{gettimeofday}, $time, 0) != 0;
    my ($seconds, $microseconds) = unpack('q2', $time);
    return $seconds * 1000 + int($microseconds / 1000);
}

# Makes a folder and those above it that are missing.
sub make_folder {
    my ($path) = @_;
    return if mkdir($path, 0700) || $!{EEXIST};
    if ($!{ENOENT} && $path =~ m{\A(.+)/[^/]+/*\z}s) {
        make_folder($1);
        return if mkdir($path, 0700) || $!{EEXIST};
    }
    broken('folder', $path);
}

# Ends a step with the system's last error, for the record and the bell.
sub broken {
    my ($stage, $what) = @_;
    die { stage => $stage, system => error_name(), what => what($what) };
}

# What a failure speaks of, fit for one line of the record.
sub what {
    return substr($_[0], 0, WHAT_BYTES) =~ tr/\0-\x1f\x7f/ /r;
}
