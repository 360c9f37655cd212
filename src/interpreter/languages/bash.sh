# Runyard's end of a live bash, 4.4 or newer: takes commands from a private channel and runs each of them by
# bash-command.sh, where `declare` makes global variables and `return` is allowed.
#
# The shell is an interactive one without a terminal: only that lives on after `set -u`, `${x:?}` and the like. Names
# that begin with __runyard_ are ours; `builtin` stands before what user code may have made a function of.

# --- the channel, stdin, stdout and stderr -----------------------------------------------------------------------------

# High numbers, so that user code that closes what it finds does not find these first.
readonly __runyard_channel=250 __runyard_stdout=251 __runyard_stderr=252 __runyard_null=253

__runyard_open() {
  [[ ${RUNYARD_CHANNEL:-3} == 3 ]] || eval "exec 3<&$((RUNYARD_CHANNEL)) $((RUNYARD_CHANNEL))<&-"
  unset RUNYARD_CHANNEL
  # The real stderr is 9 until here: bash has said on 2 that there is no terminal.
  exec 4<>/dev/null
  __runyard_keep 3<&- 1<&- 9<&- 4<&-
  exec 3<&- 4<&- 9<&-
}

# What bash puts aside while a redirection holds is close-on-exec, from 10 on, and so is a copy of it: the one way to
# keep a descriptor from the programs that user code starts.
__runyard_keep() {
  exec 250<&10 251>&11 252>&12 253<&13
}

# Not `builtin exec`: that would end with its redirections.
__runyard_restore_descriptors() {
  exec 0<&"$__runyard_null" 1>&"$__runyard_stdout" 2>&"$__runyard_stderr"
}

# Reads so many bytes into __runyard_text, and into __runyard_nuls how many of them were NUL, which bash can't hold.
# Fails at the end of the channel.
__runyard_read() {
  builtin local left="$1" part status
  __runyard_text= __runyard_nuls=0
  while ((left > 0)); do
    IFS= builtin read -r -d '' -n "$left" -u "$__runyard_channel" part
    status=$?
    # Beyond 128 the time is over that the variable TMOUT gives.
    ((status == 0 || status > 128)) || builtin return 1
    __runyard_text+=$part
    ((left -= ${#part}, 1))
    ((status > 128 || left == 0)) || ((left--, __runyard_nuls++, 1))
  done
}

# Reads the four bytes of a length into __runyard_number.
__runyard_read_length() {
  builtin local byte count
  __runyard_number=0
  for ((count = 0; count < 4; count++)); do
    until IFS= builtin read -r -d '' -n 1 -u "$__runyard_channel" byte; do
      (($? > 128)) || builtin return 1
    done
    builtin printf -v byte %d "'$byte"
    ((__runyard_number = __runyard_number << 8 | (byte & 255), 1))
  done
}

__runyard_read_frame() {
  builtin local LC_ALL=C json_length
  __runyard_read_length || builtin return 1
  json_length=$__runyard_number
  __runyard_read_length && __runyard_read "$json_length" || builtin return 1
  __runyard_order=$__runyard_text
  __runyard_read "$__runyard_number"
}

__runyard_send() {
  builtin local LC_ALL=C length
  builtin printf -v length '\\%03o' "$((${#1} >> 24 & 255))" "$((${#1} >> 16 & 255))" "$((${#1} >> 8 & 255))" "$((${#1} & 255))"
  # What does not fit the channel at once would be cut off by a signal. A process of its own can be deaf to it.
  if ((${#1} > 50000)); then
    while ( builtin trap '' INT && builtin printf "$length\\0\\0\\0\\0%s" "$1" >&"$__runyard_channel" ); (($? == 130)); do :; done
  else
    builtin printf "$length\\0\\0\\0\\0%s" "$1" >&"$__runyard_channel"
  fi
}

# --- leaving a command -------------------------------------------------------------------------------------------------

# A polite exit is an error of the command. In a subshell, and in a trap between commands, it is what it always is.
exit() {
  builtin local status="${1-$?}"
  if [[ $BASHPID != "$__runyard_pid" || -z $__runyard_id ]]; then builtin exit "$status"; fi
  __runyard_leave Exit "exit status $status"
}

# Leaves the command from whatever depth: each command that would come next returns from its function or file instead.
__runyard_leave() {
  [[ -z $__runyard_leaving ]] || builtin return 0
  __runyard_leaving=1 __runyard_type=$1 __runyard_message=$2
  builtin trap '__runyard_stays || \builtin return 130' DEBUG
}

# Marks where the command begins: an interrupt from here on leaves it. Fails where one has come just before.
__runyard_begin() {
  __runyard_busy=1
  [[ -n $__runyard_early ]] || builtin return 0
  __runyard_type=Interrupt __runyard_message='The command was interrupted'
  builtin return 1
}

# Fails where what runs would go on waiting after the trap. Only there the trap itself returns: after such a return bash
# forgets for good which status a plain `return` has. Once is enough, and between commands there is nothing to leave. The
# trap stays all the same: bash may end itself where a signal comes while its trap is made to be ignored.
__runyard_on_interrupt() {
  if [[ -z $__runyard_busy ]]; then
    __runyard_early=1
    builtin return 0
  fi
  [[ -z $__runyard_leaving ]] || builtin return 0
  if [[ ${#BASH_SOURCE[@]} -gt 2 && $1 =~ (^|[^[:alnum:]_])(read|readarray|mapfile|select)($|[^[:alnum:]_]) ]]; then
    __runyard_leave Interrupt 'The command was interrupted'
    builtin return 1
  fi
  __runyard_leave Interrupt 'The command was interrupted'
}

# Bash forgets a SIGINT where the program that it waits for ends by itself at that moment, and runs other traps always. Who
# handles SIGINT in their own way is left to it.
__runyard_on_reminder() {
  [[ -n $__runyard_busy && -z $__runyard_leaving && $(builtin trap -p INT) == *__runyard_on_interrupt* ]] || builtin return 0
  __runyard_on_interrupt "$1"
}

# Whether what runs is not to be left: it is no command, or nothing is left to leave but our own loop.
__runyard_stays() {
  [[ -z $__runyard_leaving || ${#BASH_SOURCE[@]} -lt 3 ]]
}

# Keeps where a command failed, innermost first, and does what `set -e` asks for: the shell itself would end.
__runyard_on_error() {
  builtin local depth="${#BASH_SOURCE[@]}"
  [[ $BASHPID == "$__runyard_pid" && -z $__runyard_leaving ]] || builtin return 0
  if [[ $depth -gt 2 && $3 != *__runyard_* ]] &&
    ! (($1 == __runyard_failed_status && depth < __runyard_failed_depth)); then
    __runyard_failed_status=$1 __runyard_failed_depth=$depth __runyard_failed_command=$3
    __runyard_functions=("${FUNCNAME[@]:1:depth-2}") __runyard_files=("${BASH_SOURCE[@]:1:depth-2}")
    __runyard_lines=("$2" "${BASH_LINENO[@]:1:depth-3}")
  fi
  [[ $- == *e* ]] || builtin return 0
  builtin set +e
  __runyard_errexit=e __runyard_failing=$1
  ((depth < 3)) || __runyard_leave ExitStatus ''
}

# --- commands ----------------------------------------------------------------------------------------------------------

__runyard_now() {
  __runyard_number=${EPOCHREALTIME-}
  __runyard_number=${__runyard_number//[!0-9]/}
  # Before bash 5 there are but seconds.
  [[ -n $__runyard_number ]] || builtin printf -v __runyard_number '%(%s)T000000' -1
}

# Takes the next command, and makes ready what it may have of us.
__runyard_next() {
  builtin local TMOUT=
  __runyard_id=
  __runyard_read_frame || builtin exit 0
  __runyard_early=
  if [[ $__runyard_order == *'"kind":"close"'* ]]; then
    __runyard_order=${__runyard_order##*'"status":'}
    builtin exit "${__runyard_order%%[!0-9]*}"
  fi
  __runyard_now
  __runyard_typed=
  [[ $__runyard_order != *'"valueAs":"text"'* ]] || __runyard_typed=1
  __runyard_order=${__runyard_order##*'"id":'}
  __runyard_begun=$__runyard_number __runyard_value=null __runyard_type= __runyard_message=
  __runyard_failed_status=0 __runyard_failed_depth=0 __runyard_failing=0 __runyard_errexit=
  __runyard_compose
  builtin trap '__runyard_on_error "$?" "$LINENO" "$BASH_COMMAND"' ERR
  __runyard_id=${__runyard_order%%[!0-9]*}
}

# The command as one compound command: an error that makes bash drop what it is about drops all of it. The options that
# would disturb our own code come back inside of it.
__runyard_compose() {
  builtin local options=${__runyard_options//[!efkntuvxT]/}
  __runyard_source="{ __runyard_begin || \\builtin return 130; \\builtin ${options:+set -}${options:-:};"
  ! __runyard_knows_status || __runyard_source+="__runyard_again $__runyard_last;"
  __runyard_source+=$__runyard_text$'\n}'
  if ((__runyard_nuls > 0)); then
    __runyard_type=SyntaxError __runyard_message='The command holds a NUL byte, which bash can not'
    __runyard_source=:
  fi
}

# Whether $? is that of the last typed command when this begins: with `set -e` it would end it, and so would a text of
# nothing but a comment.
__runyard_knows_status() {
  [[ -n $__runyard_typed && $__runyard_last != 0 && $__runyard_options != *e* ]] || builtin return 1
  [[ ! $__runyard_text =~ ^[[:space:]]*(#[^$'\n']*)?[[:space:]]*$ ]]
}

__runyard_again() {
  builtin return "$1"
}

# Tells what became of the command that has run, if one has.
__runyard_report() {
  __runyard_hear_interrupts
  [[ -n $__runyard_id ]] || builtin return 0
  [[ $BASHPID == "$__runyard_pid" ]] || builtin exit "$__runyard_status"
  builtin set -E
  __runyard_options+=$__runyard_errexit
  [[ -z $__runyard_typed ]] || __runyard_last=$((__runyard_failing == 0 ? __runyard_status : __runyard_failing))
  builtin local error=null value="$__runyard_value" took
  __runyard_describe_error && error=$__runyard_json value=null
  __runyard_restore_descriptors
  __runyard_now
  took=$((__runyard_number > __runyard_begun ? __runyard_number - __runyard_begun : 0))
  builtin printf -v took '%d.%03d' "$((took / 1000))" "$((took % 1000))"
  __runyard_send "{\"kind\":\"done\",\"id\":$__runyard_id,\"value\":$value,\"error\":$error,\"durationMs\":$took}"
}

__runyard_hear_interrupts() {
  builtin trap '__runyard_on_interrupt "$BASH_COMMAND" || \builtin return 130' INT
  builtin trap '__runyard_on_reminder "$BASH_COMMAND" || \builtin return 130' URG
}

# Writes the error of the command into __runyard_json; fails where there is none.
__runyard_describe_error() {
  builtin local status="$__runyard_status" frames=
  ((__runyard_failing == 0)) || status=$__runyard_failing
  [[ $status != 0 || -n $__runyard_type ]] || builtin return 1
  __runyard_trace=
  if [[ -z $__runyard_message ]]; then
    __runyard_type=ExitStatus __runyard_message="The command ended with exit status $status"
    ((status != __runyard_failed_status)) || __runyard_describe_failed
  fi
  __runyard_quote "$__runyard_type" && frames="{\"type\":$__runyard_json,\"message\":"
  __runyard_quote "${__runyard_message:0:10000}" && frames+="$__runyard_json,\"trace\":"
  __runyard_trace+="$__runyard_type: $__runyard_message"
  __runyard_quote "${__runyard_trace:0:10000}" && frames+="$__runyard_json,\"frames\":[${__runyard_frames-}]}"
  __runyard_json=$frames __runyard_frames=
}

# Says in which line of which function it was, outermost first.
__runyard_describe_failed() {
  builtin local index file frame
  __runyard_message="\"$__runyard_failed_command\" ended with exit status $__runyard_failed_status" __runyard_frames=
  for ((index = ${#__runyard_lines[@]} - 1; index >= 0; index--)); do
    file=${__runyard_files[index]} frame=${__runyard_functions[index]}
    [[ $file != "$__runyard_file" ]] || file='<command>'
    ((index < ${#__runyard_lines[@]} - 1)) || { file="<command $__runyard_id>" frame=main; }
    __runyard_trace+="$file, line ${__runyard_lines[index]}, in $frame"$'\n'
    __runyard_quote "$file" && file=$__runyard_json
    __runyard_quote "$frame" && frame=$__runyard_json
    __runyard_frames+="${__runyard_frames:+,}{\"file\":$file,\"line\":${__runyard_lines[index]},\"in\":$frame}"
  done
}

# In a variable, because a stray `break` of user code leaves this loop too: then it begins anew.
__runyard_loop='while {
  __runyard_status=$? __runyard_busy= __runyard_leaving=
  __runyard_options=$-
  \unset -f builtin exec
  builtin trap - DEBUG
  builtin set +efkntuvxT
} >&"$__runyard_null" 2>&"$__runyard_null" || builtin true; do
  __runyard_report
  __runyard_next
  builtin source "$__runyard_file"
done
builtin eval "$__runyard_loop"'

. "${BASH_SOURCE[0]%.sh}-tell.sh"

if ((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] < 404)); then
  echo "bash 4.4 or newer is wanted, and this is bash $BASH_VERSION" >&9
  builtin exit 1
fi
set --
__runyard_open
set +o history +o histexpand -o errtrace
# What can't be started in place of the shell is an error like any other.
shopt -s execfail
shopt -u checkwinsize
# An interactive shell would take no notice.
trap 'builtin exit 143' TERM
__runyard_file=${BASH_SOURCE[0]%.sh}-command.sh __runyard_pid=$BASHPID __runyard_id= __runyard_leaving= __runyard_busy= __runyard_last=0
readonly __runyard_file __runyard_pid __runyard_loop
readonly -f $(compgen -A function __runyard_)
__runyard_restore_descriptors
__runyard_send "{\"kind\":\"hello\",\"protocol\":1,\"language\":\"bash\",\"version\":\"${BASH_VERSION%%[!0-9.]*}\",\"pid\":$__runyard_pid,\"token\":\"\"}"
eval "$__runyard_loop"
