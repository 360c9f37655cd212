#!/usr/bin/perl
# The launcher and the shim, in one program so that the launcher becomes a shim by a mere fork.
#
# `perl shim.pl launcher BELL` reads launch requests from standard input until its end and forks a shim for each.
# A shim owns one attempt's folder, starts the attempt's command, waits for it and records its end there; nothing
# that happens to its ancestors reaches it. It is Perl because each fork of it costs under a millisecond, and every
# Debian and Ubuntu has the modules below (perl-base).
#
# In the attempt's folder:
#   identity  who owns the attempt. Whoever creates it owns the outcome, and it is never removed.
#   end       the same file under a second name, once the end stands in it.
#   stdout, stderr, work/ and what the request brings along.
use strict;
use warnings;
use Errno;
use Fcntl qw(O_APPEND O_CREAT O_EXCL O_NONBLOCK O_RDONLY O_RDWR O_WRONLY);
use POSIX ();

# Long enough for every line of a record, and written in full at the start: a full disk can't keep the end from it.
use constant RECORD_BYTES => 1024;
use constant WHAT_BYTES   => 512;

# Perl has no functions for these. Where the architecture is another, the attempt goes without them.
my %SYSTEM_CALLS = (
    x86_64  => { prctl => 157, getrusage => 98,  gettimeofday => 96 },
    aarch64 => { prctl => 167, getrusage => 165, gettimeofday => 169 },
);
my $CALLS = length(pack('P')) == 8 ? $SYSTEM_CALLS{ (POSIX::uname())[4] } // {} : {};
use constant PR_SET_CHILD_SUBREAPER => 36;
use constant RUSAGE_CHILDREN        => -1;

my $BOOT_ID = read_line('/proc/sys/kernel/random/boot_id');

launcher(@ARGV);

sub launcher {
    my ($mode, $bell) = @_;
    die "Usage: shim.pl launcher BELL\n" if @_ != 2 || $mode ne 'launcher';
    # The end of standard input ends the launcher, and nothing that a terminal or a service manager sends to everybody.
    $SIG{$_} = 'IGNORE' for qw(INT TERM HUP QUIT PIPE CHLD);
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

# Whoever started us may have left descriptors open, which no command is to see, or to keep open.
sub close_inherited {
    opendir(my $open, '/proc/self/fd') or return;
    my @numbers = grep { /\A\d+\z/ && $_ > 2 } readdir $open;
    closedir $open;
    POSIX::close($_) for @numbers;
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

# A request's keys and values, each with its length before it. All but three may come several times.
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

    my $end = eval {
        fill_folder($request);
        attend($request, $record, sub { ring($bell, 'started', $attempt) });
    };
    $end = sprintf("end launch %s %s \"%s\"\nended %d\nchildren 0\n", @{$@}{qw(stage system what)}, now()) if $@;

    if (write_record($record, $end) && rename($record->{name}, 'end')) { ring($bell, 'ended', $attempt) }
    else                                                                 { ring($bell, 'failed', $attempt, 'end', error_name()) }
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

# Starts the command, and waits for its end. Returns the lines that describe the end.
sub attend {
    my ($request, $record, $on_start) = @_;
    my ($stdout, $stderr) = map { open_output($_) } qw(stdout stderr);
    my $began   = now();
    my $command = start_command($request, $stdout, $stderr);
    write_record($record, sprintf("command %d\ncommand-start %s\n", $command, start_ticks($command)));
    $on_start->();

    1 while waitpid($command, 0) < 0 && $!{EINTR};
    my $status = $?;
    my $ended  = now();
    my $left   = children_left();
    my $how    = $status & 127 ? 'signal ' . ($status & 127) : 'exit ' . ($status >> 8);
    return sprintf "end %s\nbegan %d\nended %d\n%schildren %d\n", $how, $began, $ended, usage(), $left;
}

sub open_output {
    my ($name) = @_;
    sysopen(my $output, $name, O_WRONLY | O_APPEND | O_CREAT, 0600) or broken('folder', $name);
    return $output;
}

# Forks and executes the command. A failure comes back over a pipe that a successful exec closes.
sub start_command {
    my ($request, $stdout, $stderr) = @_;
    my ($program, $cwd) = ($request->{argv}[0], $request->{cwd} eq '' ? 'work' : $request->{cwd});
    pipe(my $answer, my $report) or broken('program', $program);
    my $pid = fork // broken('program', $program);
    if ($pid == 0) {
        eval { become_command($request, $cwd, $stdout, $stderr) };
        syswrite($report, "$@->{stage} $@->{system}");
        POSIX::_exit(127);
    }
    close $report;
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
    POSIX::dup2(fileno $stdout, 1);
    POSIX::dup2(fileno $stderr, 2);
    chdir $cwd or broken('working-folder', $cwd);
    %ENV = map { /\A([^=]+)=(.*)\z/s ? ($1, $2) : () } @{ $request->{env} };
    $SIG{$_} = 'DEFAULT' for qw(INT TERM HUP QUIT PIPE CHLD FPE);
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

# When a process started, in clock ticks since the boot: with the pid and the boot's id it names one process for ever.
sub start_ticks {
    my ($pid) = @_;
    my $stat = read_line("/proc/$pid/stat");
    return (split ' ', substr($stat, rindex($stat, ')') + 2))[19] // 0;
}

sub read_line {
    my ($path) = @_;
    sysopen(my $file, $path, O_RDONLY) or return '';
    sysread($file, my $text, 4096) or return '';
    chomp $text;
    return $text;
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

sub write_all {
    my ($handle, $bytes) = @_;
    my $at = 0;
    while ($at < length $bytes) {
        my $count = syswrite($handle, $bytes, length($bytes) - $at, $at);
        if (defined $count) { $at += $count }
        elsif (!$!{EINTR})  { return 0 }
    }
    return 1;
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

# The system's last error by its name, ENOENT for one.
sub error_name {
    my ($name) = sort grep { $!{$_} } keys %!;
    return $name // 'EIO';
}
