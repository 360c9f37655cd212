# Runyard's end of a live Perl: takes commands from a private channel and runs each in the package main.
#
# Works with Perl 5.30 and newer, and needs no module but those of perl-base. User code may do what it likes to its
# handles, descriptors 0 to 2, signals and special variables: they are put right after each command.

# It stands before all variables of ours, so that commands see none of them.
sub Runyard::Executor::evaluate { return eval shift }

package Runyard::Executor;
use strict;
use warnings;
no warnings qw(exiting experimental once surrogate nonchar non_unicode);
use Errno qw(EAGAIN EINTR);
use POSIX ();
use Scalar::Util qw(blessed looks_like_number reftype);

use constant PROTOCOL => 1;

# More of a value than this is told as the beginning of its text.
use constant MOST_ITEMS => 100_000;
use constant MOST_DEPTH => 50;
use constant MOST_TEXT  => 10_000;
# What is longer is shown on several lines.
use constant MOST_LINE  => 80;
# Characters and bytes of a whole value.
use constant MOST_CHARACTERS => 1_000_000;
use constant MOST_PATH_BYTES => 4096;

use constant INTERRUPT => "Interrupted by SIGINT\n";

my $OWN_PID   = POSIX::getpid();
my $INT_ALONE = POSIX::SigSet->new(POSIX::SIGINT());
my $NOW       = monotonic_clock();

# What the command that runs is, and what has happened to it.
my ($id, $is_running, $is_telling, $is_interrupted, $has_begun, $exit_status) = (0, 0, 0, 0, 0, undef);

# Whether the command is typed at a prompt, and what $? and $! were at the end of the last such.
my ($is_typed, @left) = (0, 0, 0);

# The error that was raised last, as text, and the places that it went through.
my ($raised, $raised_at) = ('', []);

# Perl 5.36 and newer know truth values and numbers from text.
my ($IS_BOOLEAN, $IS_NUMBER) = $] >= 5.036 ? (\&{'builtin::is_bool'}, \&{'builtin::created_as_number'}) : ();

my ($channel, $token) = open_channel();
my $input = '';

# Handles that no child of ours inherits.
open(my $nothing, '<', '/dev/null') or die "Cannot open /dev/null: $!\n";
my %kept;
for my $number (1, 2) {
    open($kept{$number}, '>&', $number) or die "Cannot keep descriptor $number: $!\n";
}

*CORE::GLOBAL::exit = sub (;$) {
    CORE::exit($_[0] // 0) if POSIX::getpid() != $OWN_PID || !$id;
    ($exit_status, $is_running) = ($_[0] // 0, 0);
    # Past all that the command has on its way, as exit does: an eval can't catch it.
    last COMMAND;
};
@INC{'Runyard.pm'} = (__FILE__);

binmode($_, ':utf8') for \*STDOUT, \*STDERR;
# Into a pipe, Perl keeps back what is written: too late for who follows, lost where it dies. STDOUT is the selected one.
$| = 1;
repair();
report(
    sprintf '{"kind":"hello","protocol":%d,"language":"perl","version":%s,"pid":%d,"token":%s}',
    PROTOCOL, quote(sprintf '%vd', $^V), $OWN_PID, quote($token)
);
serve();

# --- the channel ------------------------------------------------------------------------------------------------------

sub open_channel {
    my $address = delete $ENV{RUNYARD_CHANNEL}       // 3;
    my $secret  = delete $ENV{RUNYARD_CHANNEL_TOKEN} // '';
    my $handle;
    if ($address =~ /\A\d+\z/) {
        open($handle, '+<&', $address) or die "Cannot open the channel $address: $!\n";
        POSIX::close($address);
    }
    else {
        require Socket;
        socket($handle, Socket::AF_UNIX(), Socket::SOCK_STREAM(), 0) or die "Cannot make a socket: $!\n";
        connect($handle, Socket::pack_sockaddr_un($address)) or die "Cannot connect to $address: $!\n";
    }
    binmode($handle, ':raw');
    return ($handle, $secret);
}

sub serve {
    while (defined(my $head = take(8))) {
        my ($json_length, $bytes_length) = unpack('NN', $head);
        my $json  = take($json_length)  // last;
        my $bytes = take($bytes_length) // last;
        # Two forms with one number each: they need no JSON reader.
        my ($kind)   = $json =~ /"kind":"(\w+)"/;
        my ($number) = $json =~ /"(?:id|status)":(\d+)/;
        $is_typed = $json =~ /"valueAs":"text"/;
        run($number, $bytes, $is_typed ? \&show_values : \&encode_values) if $kind eq 'run';
        CORE::exit($number)  if $kind eq 'close';
    }
    flush();
    POSIX::_exit(0);
}

# So many bytes from the channel; undefined at its end.
sub take {
    my ($count) = @_;
    while (length $input < $count) {
        my $got;
        # A handler of user code may die here.
        eval { local $SIG{__DIE__}; $got = sysread($channel, $input, 1 << 20, length $input); 1 } or next;
        return undef if !($got // $! == EINTR);
    }
    return substr($input, 0, $count, '');
}

sub send_text {
    my ($json) = @_;
    my $frame  = pack('NN', length $json, 0) . $json;
    my $offset = 0;
    while ($offset < length $frame) {
        my $is_lost = 0;
        eval {
            local $SIG{__DIE__};
            my $before = $offset;
            $offset += syswrite($channel, $frame, length($frame) - $offset, $offset) // 0;
            $is_lost = 1 if $offset == $before && $! != EINTR && $! != EAGAIN;
        };
        POSIX::_exit(1) if $is_lost;
    }
}

# Sends what a running command tells; an interrupt in the middle comes after it.
sub report {
    $is_telling = 1;
    send_text($_[0]);
    $is_telling = 0;
    interrupt() if $is_interrupted && $is_running;
}

# --- commands ---------------------------------------------------------------------------------------------------------

sub run {
    my ($number, $source, $encode) = @_;
    utf8::decode($source);
    my $started = $NOW->();
    my ($is_failed, $error, @values) = evaluate_command($number, $source);
    alarm 0;
    # Handlers whose signals have come already run in the loop.
    until (eval { local $SIG{__DIE__}; hold_signals(); 1 for 1 .. 2; 1 }) { }
    local $SIG{__DIE__};
    leave_fork($is_failed, $error) if POSIX::getpid() != $OWN_PID;
    my $value   = $is_failed ? 'null'               : $encode->(@values);
    my $failure = $is_failed ? encode_error($error) : 'null';
    # What goes out of use may have an end of its own, and write something.
    undef @values;
    flush();
    send_text(
        sprintf '{"kind":"done","id":%d,"value":%s,"error":%s,"durationMs":%.3f}',
        $number, $value, $failure, ($NOW->() - $started) * 1000
    );
    $id = 0;
    repair();
}

# Whether the command failed, what it raised, and the values of its last line.
sub evaluate_command {
    my ($number, $source) = @_;
    ($id, $has_begun, $is_interrupted, $exit_status) = ($number, 0, 0, undef);
    my $watch = $SIG{__DIE__} ? undef : ($SIG{__DIE__} = \&note_places);
    my @values;
    my $error = '';
    # An interrupt just before the command's own eval, or just after it, is the command's still.
    my $is_whole = eval {
        COMMAND: {
            $is_running = 1;
            @values     = evaluate("Runyard::Executor::begin();\n#line 1 \"<command $number>\"\n$source");
            $error      = $@;
            @left       = ($?, $! + 0) if $is_typed;
        }
        $is_running = 0;
        $SIG{INT}   = \&on_interrupt;
        1;
    };
    ($error, $is_running) = ($@, 0) if !$is_whole;
    delete $SIG{__DIE__} if $watch && ref $SIG{__DIE__} && $SIG{__DIE__} == $watch;
    return (defined $exit_status || ref $error || $error ne '', $error, @values);
}

# Called by the command before its first line: what fails before this does not compile.
sub begin {
    $has_begun = 1;
    POSIX::sigprocmask(POSIX::SIG_SETMASK(), POSIX::SigSet->new);
    ($?, $!) = @left if $is_typed;
    return;
}

# Between commands the handlers of user code wait: one that dies there would end the interpreter. Whoever handles SIGTERM
# may end it.
sub hold_signals {
    my @handled = grep { !/\A(?:INT|TERM|URG|__.*)\z/ && ($SIG{$_} || 'DEFAULT') !~ /\A(?:DEFAULT|IGNORE)\z/ } keys %SIG;
    return if !@handled;
    my $set = POSIX::SigSet->new(map { my $number = POSIX->can("SIG$_"); $number ? $number->() : () } @handled);
    POSIX::sigprocmask(POSIX::SIG_BLOCK(), $set);
}

sub interrupt {
    ($is_running, $is_interrupted) = (0, 1);
    die INTERRUPT;
}

# Between commands there is nothing to interrupt; and once is enough, so that the report is not interrupted.
sub on_interrupt {
    return if !$is_running;
    interrupt() if !$is_telling;
    $is_interrupted = 1;
}

# Perl takes no notice of SIGINT while a program of system() runs. Who handles that in their own way is left to it.
sub on_reminder {
    on_interrupt() if ref $SIG{INT} && $SIG{INT} == \&on_interrupt;
}

# User code has forked, and this is the child at the end of the command: the channel is not its own.
sub leave_fork {
    my ($is_failed, $error) = @_;
    print STDERR $error if $is_failed;
    flush();
    POSIX::_exit($is_failed ? 255 : 0);
}

# --- stdin, stdout and stderr -----------------------------------------------------------------------------------------

sub flush {
    my $selected = select;
    for my $handle (\*STDERR, \*STDOUT, $selected) {
        eval {
            my $before = select $handle;
            my $was    = $|;
            $| = 1;
            $| = $was;
            select $before;
        };
    }
    select $selected;
}

# What user code may have broken for the next command.
sub repair {
    POSIX::dup2(fileno $nothing, 0);
    POSIX::dup2(fileno $kept{$_}, $_) for 1, 2;
    eval {
        open(STDIN, '<&=', 0) if !tied *STDIN && (fileno(STDIN) // -1) != 0;
        renew(\*STDOUT, 1);
        renew(\*STDERR, 2);
        select STDOUT if !defined fileno(select);
    };
    $SIG{INT} = \&on_interrupt;
    $SIG{URG} = \&on_reminder;
    POSIX::sigprocmask(POSIX::SIG_UNBLOCK(), $INT_ALONE);
}

sub renew {
    my ($handle, $number) = @_;
    return if tied *$handle || (fileno($handle) // -1) == $number;
    open($handle, '>&=', $number);
    binmode($handle, ':utf8');
}

# --- values -----------------------------------------------------------------------------------------------------------

sub encode_values {
    my @values = @_;
    return 'null' if !@values;
    my $value = @values == 1 ? $values[0] : \@values;
    my %left  = (items => MOST_ITEMS, characters => MOST_CHARACTERS);
    return eval { encode($value, 0, \%left) } // shown($value);
}

# As Perl writes it: what is a text or a number needs no notation.
sub show_values {
    my @values = @_;
    my $value = @values == 1 ? $values[0] : \@values;
    return @values && ref $value ? shown($value) : encode_values(@values);
}

# The value as JSON; what JSON has no form for is an object with "$".
sub encode {
    my ($value, $depth, $left) = @_;
    die "too large\n" if --$left->{items} < 0 || $depth > MOST_DEPTH;
    return encode_scalar($value, $left)       if !ref $value;
    return encode_object($value, $left)       if defined blessed $value;
    return encode_list($value, $depth, $left) if ref $value eq 'ARRAY';
    return encode_hash($value, $depth, $left) if ref $value eq 'HASH';
    return counted(shown($value), $left);
}

sub counted {
    my ($text, $left) = @_;
    $left->{characters} -= length $text;
    die "too large\n" if $left->{characters} < 0;
    return $text;
}

sub encode_list {
    my ($list, $depth, $left) = @_;
    return '[' . join(',', map { encode($_, $depth + 1, $left) } @$list) . ']';
}

sub encode_hash {
    my ($hash, $depth, $left) = @_;
    my @keys = sort keys %$hash;
    return '{' . join(',', map { quote(counted($_, $left)) . ':' . encode($hash->{$_}, $depth + 1, $left) } @keys) . '}'
        if !exists $hash->{'$'};
    return tagged('map',
        '[' . join(',', map { '[' . quote(counted($_, $left)) . ',' . encode($hash->{$_}, $depth + 1, $left) . ']' } @keys) . ']');
}

sub encode_scalar {
    my ($value, $left) = @_;
    return 'null' if !defined $value;
    return $value ? 'true' : 'false' if is_boolean($value);
    return encode_number($value) if is_number($value);
    counted($value, $left);
    # Perl does not tell text from bytes; where it keeps bytes beyond ASCII, nothing has made text of them.
    return tagged('bytes', quote(base64($value))) if !utf8::is_utf8($value) && $value =~ /[\x80-\xff]/;
    return quote($value);
}

sub encode_number {
    my ($number) = @_;
    return tagged('float', '"nan"') if $number != $number;
    return tagged('float', $number > 0 ? '"inf"' : '"-inf"') if $number == 9**9**9 || $number == -9**9**9;
    my $text = "$number";
    return abs $number < 2**53 ? $text : tagged('int', quote($text)) if $text =~ /\A-?\d+\z/;
    return $text == $number ? $text : sprintf '%.17g', $number;
}

sub encode_object {
    my ($object, $left) = @_;
    return tagged('int', quote(counted($object->bstr, $left))) if ref $object eq 'Math::BigInt' && $object->is_int;
    return $$object ? 'true' : 'false' if ref $object eq 'JSON::PP::Boolean';
    return counted(shown($object), $left);
}

# Before Perl 5.36 the two truth values were text and numbers at once.
sub is_boolean {
    return $IS_BOOLEAN->($_[0]) if $IS_BOOLEAN;
    my $flags = flags($_[0]);
    my $all   = B::SVf_IOK() | B::SVf_NOK() | B::SVf_POK();
    return ($flags & $all) == $all && ($_[0] eq '1' || $_[0] eq '');
}

sub is_number {
    return $IS_NUMBER->($_[0]) if $IS_NUMBER;
    my $flags = flags($_[0]);
    return ($flags & (B::SVp_IOK() | B::SVp_NOK())) && !($flags & B::SVp_POK());
}

sub flags {
    require B;
    return B::svref_2object(\$_[0])->FLAGS;
}

# A value that can only be shown.
sub shown {
    my ($value) = @_;
    my $text = eval { has_own_text($value) ? "$value" : dumped($value) } // eval { "$value" } // '';
    my $is_cut = length $text > MOST_TEXT;
    return sprintf '{"$":"repr","v":%s,"type":%s,"cut":%s}',
        quote(substr $text, 0, MOST_TEXT), quote(substr ref $value || 'SCALAR', 0, MOST_TEXT), $is_cut ? 'true' : 'false';
}

sub has_own_text {
    my ($value) = @_;
    return 1 if !ref $value || reftype($value) =~ /\A(?:CODE|GLOB|IO|REGEXP)\z/;
    return defined blessed($value) && defined &overload::Method && overload::Method($value, '""');
}

sub dumped {
    require Data::Dumper;
    my $dumper = Data::Dumper->new([@_])->Terse(1)->Sortkeys(1)->Useqq(1);
    my $lines  = $dumper->Indent(1)->Dump =~ s/\n\z//r;
    return $lines if length $lines > MOST_TEXT;
    my $line = $dumper->Reset->Indent(0)->Dump;
    return length $line <= MOST_LINE ? $line : $lines;
}

sub tagged { return qq({"\$":"$_[0]","v":$_[1]}) }

sub quote {
    my ($text) = @_;
    $text =~ s/([^\x20\x21\x23-\x5b\x5d-\x7e])/escaped(ord $1)/ge;
    return qq("$text");
}

sub escaped {
    my ($code) = @_;
    return sprintf '\u%04x', $code if $code < 0x10000;
    return '\ufffd' if $code > 0x10ffff;
    return sprintf '\u%04x\u%04x', 0xd800 + (($code - 0x10000) >> 10), 0xdc00 + ($code & 0x3ff);
}

sub base64 {
    my ($bytes) = @_;
    my $text = join '', map { pack('u', $_) =~ /\A.(\S*)/ } $bytes =~ /(.{1,45})/gs;
    $text =~ tr{` -_}{AA-Za-z0-9+/};
    my $padding = (3 - length($bytes) % 3) % 3;
    substr($text, length($text) - $padding) = '=' x $padding;
    return $text;
}

# --- errors -----------------------------------------------------------------------------------------------------------

# A handler of $SIG{__DIE__}: keeps the places of the error, which are gone when eval returns.
sub note_places {
    my ($error) = @_;
    my @places;
    my $in = 'main';
    for (my $level = 0; my ($package, $file, $line, $sub) = caller $level; $level++) {
        $places[-1]{in} = $sub if @places;
        last if $file eq __FILE__ || @places == 200;
        push @places, { file => $file, line => $line, in => $in };
    }
    $places[-1]{in} = 'main' if @places;
    ($raised, $raised_at) = (ref $error ? Scalar::Util::refaddr($error) : $error, \@places);
}

sub encode_error {
    my ($error) = @_;
    my ($type, $text) = described($error);
    my @places = places_of($error, $text);
    my $trace  = $text =~ s/\n?\z/\n/r;
    $trace .= "\t$_->{in} at $_->{file} line $_->{line}\n" for @places;
    my $frames = join ',', map { sprintf '{"file":%s,"line":%d,"in":%s}', quote(substr $_->{file}, 0, MOST_TEXT), $_->{line}, quote(substr $_->{in}, 0, MOST_TEXT) } @places;
    ($raised, $raised_at) = ('', []);
    return sprintf '{"type":%s,"message":%s,"trace":%s,"frames":[%s]}',
        quote(substr $type, 0, MOST_TEXT), quote(substr $text =~ s/\n\z//r, 0, MOST_TEXT), quote(substr $trace, 0, MOST_TEXT), $frames;
}

# The type of what was raised, in words of Perl's or its class, and its text.
sub described {
    my ($error) = @_;
    return ('exit', $exit_status) if defined $exit_status;
    return ('Interrupt', $error) if $is_interrupted && $error eq INTERRUPT;
    return ($has_begun ? 'die' : 'syntax', $error) if !ref $error;
    my $text = eval { has_own_text($error) ? "$error" : dumped($error) } // ref $error;
    return (ref $error, $text);
}

sub places_of {
    my ($error, $text) = @_;
    return () if defined $exit_status;
    my $key = ref $error ? Scalar::Util::refaddr($error) : $error;
    return @$raised_at if @$raised_at && $has_begun && $raised eq $key;
    return map { { file => $_->[0], line => $_->[1], in => '' } } $text =~ /at (\S.*?) line (\d+)/ ? ([$1, $2]) : ();
}

# --- the rest ---------------------------------------------------------------------------------------------------------

sub monotonic_clock {
    # It is not in perl-base.
    return sub { Time::HiRes::clock_gettime(Time::HiRes::CLOCK_MONOTONIC()) } if eval { require Time::HiRes };
    my $ticks = POSIX::sysconf(POSIX::_SC_CLK_TCK());
    return sub { (POSIX::times())[0] / $ticks };
}

# Tells how much of the command's work is done, from 0 to 1; what is beyond is taken for the nearer of the two.
sub Runyard::progress {
    my ($fraction) = @_;
    refuse('the progress is a number from 0 to 1, and ' . ($fraction // 'undef') . ' is none')
        if !looks_like_number($fraction) || $fraction != $fraction || abs $fraction == 9**9**9;
    $fraction = $fraction < 0 ? 0 : $fraction > 1 ? 1 : $fraction;
    report(sprintf '{"kind":"progress","id":%d,"fraction":%.17g}', $id, $fraction);
    return;
}

# Raises it where the command has called us.
sub refuse {
    my (undef, $file, $line) = caller 1;
    die "$_[0] at $file line $line.\n";
}

# Tells of a file that the command has made.
sub Runyard::output {
    my ($path) = @_;
    utf8::decode($path) if !utf8::is_utf8($path);
    $path = POSIX::getcwd() . "/$path" if $path !~ m{\A/};
    my $bytes = $path;
    utf8::encode($bytes);
    refuse('the path of an output has at most ' . MOST_PATH_BYTES . ' bytes') if length $bytes > MOST_PATH_BYTES;
    report(sprintf '{"kind":"output","id":%d,"path":%s}', $id, quote($path));
    return;
}
