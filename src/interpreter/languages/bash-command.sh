\builtin eval "$__runyard_source"
# Sourced by bash.sh for each command. On the first line, so that the lines of a command are counted from 1; and with
# nothing behind it, which user code could have a say in.
