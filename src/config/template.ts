/** The `runyard.yaml` that `runyard init` writes: it loads as it stands, and its jobs run on any machine. */
export const template: string = `# What this Runyard serves. Start it with: runyard serve
# A mistake in this file is reported with its line; "kill -HUP" of the server reads it again.

server:
  host: 127.0.0.1                # only this machine reaches it; any other address needs auth
  port: 8210                     # 0 takes any free port
  # upload_limit: 1GB            # of one request

# auth:                          # who may use it; anyone who reaches it unless told
#   tokens: [{ name: ann, token_file: ann.token }]

# mail: { to: ops@example.org, smtp: smtp://localhost }   # "runyard mail test" tries it

store: ./data                    # the folder of jobs and results, relative to this file
# concurrent: 8                  # how much runs at once; the number of cores unless told

jobs:
  # Try it: runyard submit hello name=Ada --wait --follow
  hello:
    title: Say hello
    # The program and its arguments. There is no shell: each entry is one argument, whatever is in it.
    # A placeholder {name} is a parameter's value; {{ and }} are braces.
    command: [echo, "Hello, {name}!"]
    parameters:
      name:
        type: string             # string, integer, number, boolean, choice, nodeset, file or secret
        title: Whom to greet
        default: world
        max_length: 100
        # required: true         # in place of a default
        # pattern: "[A-Z].*"     # the whole text must match
        # multiple: true         # may be given several times
    # notify: true               # mail when it fails, and when it works again
    limits:
      duration: 10m              # longest time that it may run
      destruction: 7d            # a job and its results are kept this long; or: never
      # max_destruction: 30d     # no client keeps one longer; any time unless told
      # concurrent: 2            # how many of this type run at once
      # concurrent_per_owner: 1
      # output: 1GB              # standard output and standard error
      # results: 100GB           # result files
      # grace: 10s               # between asking it to end and killing it

  # A job with an agenda does its work item by item: {item} is the item, {index} its number. Numbers count from 0;
  # where a node set names the items, {index} is the number in the name: 7 for frame007.
  # Try it: runyard submit count files=@runyard.yaml --wait
  count:
    title: Count the bytes of files
    command: [wc, -c, "{item}"]
    agenda: "{files}"            # or a list: [first, second]; or a node set: frame[1-100], frame[1-{last}]
    parameters:
      files: { type: file, required: true, multiple: true }
    instances: 2                 # how many items at once
    retry: 1                     # further tries of an item that failed
    # allow_failed: 5%           # how many may fail, and the job still counts as done
    # priority: 0                # higher goes first
    # working_folder: work       # relative to this file; a new, empty folder unless told
    # environment:
    #   pass: [PATH, HOME, LC_*] # the variables that pass, in place of the usual ones
    #   set: { OMP_NUM_THREADS: 1 }

  # Files that a job leaves in the folder {results} ($RUNYARD_RESULTS) can be fetched when it has ended.
  # Try it: runyard submit save text=something --wait
  save:
    title: Keep a text as a result
    command: [sh, -c, 'printf "%s\\n" "$1" > "$2/text.txt"', sh, "{text}", "{results}"]
    parameters:
      text: { type: string, required: true }
`;
