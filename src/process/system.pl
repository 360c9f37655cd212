# What shim.pl and fanout.pl both ask of the system: calls that Perl has no functions for, /proc, and errors by name.
# Every Debian and Ubuntu has the modules below (perl-base).
use strict;
use warnings;
use Errno;
use Fcntl qw(O_RDONLY);
use POSIX ();

# What one read takes from a pipe: all that a pipe holds unless its capacity was changed.
use constant CHUNK_BYTES => 65536;
# The most that a pipe can hold unless a privileged process says otherwise (pipe(7), pipe-max-size).
use constant PIPE_MOST_BYTES => 1048576;

# Perl has no functions for these. Where the architecture is another, we go without them.
my %SYSTEM_CALLS = (
    x86_64  => { prctl => 157, getrusage => 98,  gettimeofday => 96,  signalfd4 => 289 },
    aarch64 => { prctl => 167, getrusage => 165, gettimeofday => 169, signalfd4 => 74 },
);
our $CALLS = length(pack('P')) == 8 ? $SYSTEM_CALLS{ (POSIX::uname())[4] } // {} : {};
use constant SFD_NONBLOCK_CLOEXEC => 02004000;
use constant F_GETPIPE_SZ         => 1032;

# Made once, before the first fork.
my $ENDS_OF_CHILDREN      = POSIX::SigSet->new(POSIX::SIGCHLD());
my $ENDS_OF_CHILDREN_MASK = pack('Q', 1 << (POSIX::SIGCHLD() - 1));

# Whoever started us may have left descriptors open, which no command is to see, or to keep open.
sub close_inherited {
    opendir(my $open, '/proc/self/fd') or return;
    my @numbers = grep { /\A\d+\z/ && $_ > 2 } readdir $open;
    closedir $open;
    POSIX::close($_) for @numbers;
}

# A descriptor that can be read when a child has ended, so that one select() waits for that and for output. Where there is
# none, the signal itself interrupts select().
sub watch_children {
    if ($CALLS->{signalfd4}) {
        POSIX::sigprocmask(POSIX::SIG_BLOCK(), $ENDS_OF_CHILDREN);
        my $ends = syscall($CALLS->{signalfd4}, -1, $ENDS_OF_CHILDREN_MASK, 8, SFD_NONBLOCK_CLOEXEC);
        return $ends if $ends >= 0;
        POSIX::sigprocmask(POSIX::SIG_UNBLOCK(), $ENDS_OF_CHILDREN);
    }
    $SIG{CHLD} = sub { };
    return undef;
}

# How much a pipe may hold, at most: who takes that much has all that was in it when it began.
sub pipe_bytes {
    my ($pipe) = @_;
    my $bytes = fcntl($pipe, F_GETPIPE_SZ, 0) // 0;
    return $bytes < PIPE_MOST_BYTES ? PIPE_MOST_BYTES : $bytes;
}

# When a process started, in clock ticks since the boot: with the pid and the boot's id it names one process for ever.
sub start_ticks {
    my ($pid) = @_;
    my $stat = read_line("/proc/$pid/stat") or return 0;
    return (split ' ', substr($stat, rindex($stat, ')') + 2))[19] // 0;
}

sub read_line {
    my ($path) = @_;
    sysopen(my $file, $path, O_RDONLY) or return '';
    sysread($file, my $text, 4096) or return '';
    chomp $text;
    return $text;
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

# The system's last error by its name, ENOENT for one.
sub error_name {
    my ($name) = sort grep { $!{$_} } keys %!;
    return $name // 'EIO';
}

1;
