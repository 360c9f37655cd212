# Part of bash.sh: values as JSON, and what a command can tell of itself.

# --- JSON --------------------------------------------------------------------------------------------------------------

# Writes a text as JSON into __runyard_json.
__runyard_quote() {
  builtin local LC_ALL=C text="$1" mark='\' code hex
  text=${text//"$mark"/"$mark$mark"}
  text=${text//'"'/"$mark\""}
  if [[ $text == *[$'\x01'-$'\x1f']* ]]; then
    for ((code = 1; code < 32; code++)); do
      builtin printf -v hex '%02x' "$code"
      builtin printf -v mark "\\x$hex"
      text=${text//"$mark"/"\\u00$hex"}
    done
  fi
  __runyard_json="\"$text\""
}

__runyard_is_whole='^(0|-?[1-9][0-9]*)$'
__runyard_is_decimal='^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]{1,2})?$'
readonly __runyard_is_whole __runyard_is_decimal

# Writes a word as JSON into __runyard_json: a number or a truth value where it looks like one.
__runyard_encode() {
  builtin local digits="${1#-}"
  if [[ $1 =~ $__runyard_is_whole ]]; then
    if ((${#digits} < 16)) || { ((${#digits} == 16)) && ((digits < 1 << 53)); }; then
      __runyard_json=$1
    else
      __runyard_json="{\"\$\":\"int\",\"v\":\"$1\"}"
    fi
  elif [[ $1 =~ $__runyard_is_decimal ]] || builtin test "$1" = true || builtin test "$1" = false; then
    __runyard_json=$1
  else
    __runyard_quote "$1"
  fi
}

# More text than this is told as its beginning, and no path is longer; in bytes.
readonly __runyard_most_text=1000000 __runyard_most_shown=10000 __runyard_most_path=4096

# Fails where a text is short enough to be told as it is. Else __runyard_json is its beginning.
__runyard_cut() {
  builtin local LC_ALL=C
  ((${#1} > __runyard_most_text)) || builtin return 1
  __runyard_quote "${1:0:__runyard_most_shown}"
  __runyard_json="{\"\$\":\"repr\",\"v\":$__runyard_json,\"type\":\"$2\",\"cut\":true}"
}

# --- what a command can tell -------------------------------------------------------------------------------------------

runyard() {
  case ${1-}:$# in
    value:1) __runyard_value=null ;;
    value:2) { __runyard_cut "$2" text || __runyard_encode "$2"; } && __runyard_value=$__runyard_json ;;
    value:*) __runyard_list "${@:2}" ;;
    text:2) { __runyard_cut "$2" text || __runyard_quote "$2"; } && __runyard_value=$__runyard_json ;;
    progress:2) __runyard_progress "$2" ;;
    output:2) __runyard_output "$2" ;;
    *)
      builtin echo 'usage: runyard value [WORD ...] | text WORD | progress FRACTION | output PATH' >&2
      builtin return 2
      ;;
  esac
}

__runyard_list() {
  builtin local word list= IFS=' '
  __runyard_cut "$*" list && __runyard_value=$__runyard_json && builtin return 0
  for word in "$@"; do
    __runyard_encode "$word"
    list+=,$__runyard_json
  done
  __runyard_value="[${list#,}]"
}

__runyard_progress() {
  builtin local fraction="${1#+}"
  fraction=${fraction/#./0.} fraction=${fraction/#-./-0.}
  if [[ ! $fraction =~ $__runyard_is_decimal || $fraction == *[eE]* ]]; then
    builtin echo "runyard: the progress is a number from 0 to 1, and \"${1:0:100}\" is none" >&2
    builtin return 2
  fi
  # What is beyond is taken for the nearer of the two.
  if [[ $fraction == -* ]]; then
    fraction=0
  elif [[ $fraction != 0* ]]; then
    fraction=1
  fi
  __runyard_send "{\"kind\":\"progress\",\"id\":$__runyard_id,\"fraction\":$fraction}"
}

__runyard_output() {
  builtin local path="$1"
  builtin local LC_ALL=C
  [[ $path == /* ]] || path=${PWD%/}/$path
  if ((${#path} > __runyard_most_path)); then
    builtin echo "runyard: the path of an output has at most $__runyard_most_path bytes" >&2
    builtin return 2
  fi
  __runyard_quote "$path"
  __runyard_send "{\"kind\":\"output\",\"id\":$__runyard_id,\"path\":$__runyard_json}"
}
