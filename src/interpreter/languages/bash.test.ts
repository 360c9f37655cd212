import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { testLanguage } from "../../../test/conformance/interpreter.ts";
import { CommandDispatcher, type CommandResult, describeFailure } from "../mod.ts";
import { bash } from "./bash.ts";

testLanguage(bash, "bash", {
  keep: "kept=7",
  recall: `runyard value "$kept"`,
  fortyTwo: "runyard value $((6 * 7))",
  write: "echo out; echo err >&2",
  writeBelow: "/bin/echo below",
  writeMuch: (bytes) => `head -c ${bytes} /dev/zero | tr '\\0' x`,
  raise: "ls '/no such thing'",
  nonsense: "if if",
  exit: "exit 0",
  die: "builtin exit 0",
  killItself: "kill -9 $$",
  readStdin: "if read -r; then runyard value true; else runyard value false; fi",
  loopForEver: "runyard progress 0.5; while :; do sleep 0.01; done",
  loopOverPrograms: `runyard progress 0.5; while :; do sh -c 'trap "" INT; sleep 0.2'; done`,
  loopStubbornly: "trap '' INT TERM; runyard progress 0.5; while :; do sleep 0.01; done",
  closeStreams: "exec 0<&- 1>&- 2>&-",
  closeAll: `for path in /proc/$$/fd/*; do exec {path##*/}>&-; done; for ((n = 0; n < 1024; n++)); do eval "exec $n>&-"; done; sleep 60`,
  pause: "sleep 0.02",
  progress: "for each in .5 7 -7; do runyard progress $each; done",
  noProgress: "runyard progress NaN",
  output: (bytes) => `printf -v long '/%*s' ${bytes - 1} ''; runyard output "$long"`,
  text: (length) => `printf -v long '%*s' ${length} ''; runyard text "$long"`,
  texts: (count, length) =>
    `printf -v long '%*s' ${length} ''; for ((n = 0; n < ${count}; n++)); do many[n]=$long; done; runyard value "\${many[@]}"`,
  // It takes seconds for a longer one.
  raiseLong: (length) =>
    `long=$(head -c ${Math.min(length, 5_000_000)} /dev/zero | tr '\\0' x); eval "false $long"`,
  leaveBehind: (seconds) => `setsid sleep ${seconds} &`,
});

describe("bash", () => {
  let dispatcher: CommandDispatcher;
  before(async () => {
    dispatcher = new CommandDispatcher({ language: bash });
    await dispatcher.startChild();
  });
  after(() => dispatcher[Symbol.asyncDispose]());
  const run = (source: string): Promise<CommandResult> => dispatcher.run(source);
  const outOf = async (source: string): Promise<string> =>
    Buffer.from((await run(source)).stdout.bytes).toString();
  const failureOf = async (source: string): Promise<string> => {
    const { failure } = await run(source);
    return failure === null ? "" : describeFailure(failure);
  };

  test("keeps variables, arrays, functions, exports, options and the folder", async () => {
    await run('declare -A map=([a]=1); say() { echo "$1!"; }; export WORD=é; cd /; shopt -s extglob; set -f');
    assert.equal(
      await outOf("echo ${map[a]} $PWD *; say hi; printenv WORD; case aa in +(a)) echo many ;; esac; set +f"),
      "1 / *\nhi!\né\nmany\n",
    );
  });

  test("runyard value gives numbers, truth values, text and lists, and runyard text only text", async () => {
    const { value } = await run("runyard value 9007199254740993 -7 3.50 true 'a\"\\b\n\u0001' 007");
    assert.deepEqual(value, [9007199254740993n, -7, 3.5, true, 'a"\\b\n\u0001', "007"]);
    assert.equal((await run("runyard text 42")).value, "42");
    assert.equal((await run("runyard value 1; runyard value")).value, null);
    assert.match(await failureOf("runyard nonsense"), /exit status 2/);
  });

  test("tells progress and outputs, from a subshell as well", async () => {
    const heard: unknown[] = [];
    dispatcher.events.on("progress", ({ fraction }) => heard.push(fraction));
    dispatcher.events.on("output", ({ path }) => heard.push(path));
    await run("cd /tmp; runyard progress .25; echo a | while read -r name; do runyard output $name; done");
    assert.deepEqual(heard, [0.25, "/tmp/a"]);
    assert.match(await failureOf("runyard progress 2/3"), /exit status 2/);
  });

  test("keeps what was written before /dev/stdout or /dev/stderr is opened anew", async () => {
    const { stdout, stderr } = await run("echo a; echo b > /dev/stdout; echo c >&2; echo d > /dev/stderr");
    assert.deepEqual(
      [stdout, stderr].map(({ bytes }) => Buffer.from(bytes).toString()),
      ["a\nb\n", "c\nd\n"],
    );
  });

  test("tells the command, the line and the functions of a failure", async () => {
    const { failure } = await run("inner() {\n  ls '/no such' 2>/dev/null\n}\nouter() { inner; }\nouter");
    assert.ok(failure?.kind === "raised");
    assert.equal(failure.error.message, `"ls '/no such' 2> /dev/null" ended with exit status 2`);
    const places = failure.error.frames.map((frame) => [frame.line, frame.in]);
    assert.deepEqual(places, [
      [5, "main"],
      [4, "outer"],
      [2, "inner"],
    ]);
    assert.equal(await failureOf("return 9; echo more"), "ExitStatus: The command ended with exit status 9");
  });

  for (const [what, source] of [
    ["exit in a function", "leave() { exit 4; echo more; }; leave; echo more"],
    ["set -e", "set -e; fail() { false; echo more; }; fail; echo more"],
    ["what is missing under set -u", "set +e -u; echo $missing\necho more"],
    ["${x:?}", "set +u; : ${missing:?is needed}; echo more"],
    ["arithmetic", "echo $((1 / 0)); echo more"],
    ["a constant", "readonly constant=1; constant=2; echo more"],
  ] as const) {
    test(`is left by ${what}, and lives on`, async () => {
      const { failure, stdout } = await run(source);
      assert.equal(failure?.kind, "raised");
      assert.equal(Buffer.from(stdout.bytes).toString(), "");
      assert.equal(await outOf("echo well"), "well\n");
    });
  }

  test("an exit in a subshell is none of the command's", async () => {
    assert.equal(await outOf("(exit 3); echo $?; word=$(echo in; exit 4); echo $? $word"), "3\n4 in\n");
  });

  test("takes no harm from break, continue, functions, aliases and options of user code", async () => {
    for (const source of [
      "break 9; echo more",
      "continue",
      "builtin() { :; }; exec() { :; }; read() { :; }; printf() { :; }; trap() { :; }; local() { :; }; return() { :; }; eval() { :; }; set() { :; }; kill() { :; }",
      "unset -f builtin read printf trap local return eval set kill; alias builtin=false eval=false return=false",
      "unalias -a; IFS=0123456789; shopt -s nocasematch failglob; set -fuC; set -x; TMOUT=1",
      "{ set +fuxC; unset IFS TMOUT; shopt -u nocasematch failglob; } 2>/dev/null; set -o posix",
      "set +o posix; set -n; set -k; set -t",
      "set +nkt; exec >/dev/null 2>&1 </dev/null",
    ])
      assert.equal((await run(source)).failure, null, source);
    const { value, stdout, stderr } = await run("runyard value 1230; echo 1230; echo err >&2");
    assert.equal(value, 1230);
    assert.deepEqual(
      [stdout, stderr].map(({ bytes }) => Buffer.from(bytes).toString()),
      ["1230\n", "err\n"],
    );
  });

  test("set -x shows the lines of the command and none of ours", async () => {
    await run("set -x");
    const { stderr } = await run("echo a");
    assert.match(Buffer.from(stderr.bytes).toString(), /^\++ echo a\n$/);
    await run("{ set +x; } 2>/dev/null");
  });

  for (const [what, source] of [
    ["nested functions", "spin() { while :; do :; done; }; twice() { spin; spin; }; twice; echo more"],
    ["a child that is waited for", "sleep 300 || sleep 300; echo more"],
    ["wait", "sleep 300 & wait; echo more"],
    ["a substitution", "word=$(sleep 300; echo x); echo more"],
    ["a read that gets nothing", "while read -r line; do :; done < <(exec sleep 300); echo more"],
  ] as const) {
    test(`an interrupt leaves ${what}`, async () => {
      const controller = new AbortController();
      const stop = dispatcher.events.on("progress", () => void setTimeout(() => controller.abort(), 100));
      const { failure, stdout } = await dispatcher.run(`runyard progress 0.5; ${source}`, {
        signal: controller.signal,
      });
      stop();
      assert.deepEqual(failure, { kind: "cancelled", rung: "interrupted" });
      assert.equal(stdout.end - stdout.start, 0);
      assert.equal((await run("runyard value fine")).value, "fine");
    });
  }

  test("takes a source of a megabyte, and refuses one with a NUL byte", async () => {
    assert.equal((await run(`long='${"y".repeat(1_000_000)}'; runyard value \${#long}`)).value, 1_000_000);
    assert.match(await failureOf("echo a\0b"), /^SyntaxError: .*NUL/);
  });

  test("keeps the channel from the programs that it starts", async () => {
    assert.doesNotMatch(await outOf("ls -l /proc/self/fd; printenv RUNYARD_CHANNEL"), /socket|RUNYARD/);
  });

  test("keeps $? from one typed command to the next, and from none that is run besides", async () => {
    const typed = async (source: string) => {
      const { stdout } = await dispatcher.run(source, { valueAs: "text" });
      await run("true");
      return Buffer.from(stdout.bytes).toString().trim();
    };
    assert.equal(await typed("(exit 7)"), "");
    assert.equal(await outOf("echo $?"), "0\n");
    assert.equal((await dispatcher.run("# nothing", { valueAs: "text" })).failure, null);
    await typed("(exit 7)");
    assert.deepEqual([await typed("echo $?"), await typed("echo $?")], ["7", "0"]);
  });

  test("literal() writes words that come back as they were", async () => {
    const texts = ["", "it's", '$HOME `x` \\ "', "a\nb", "é😀", "*", "-n", "!x"];
    const { value } = await run(`list=${bash.literal(texts)}; runyard value "\${list[@]}"`);
    assert.deepEqual(value, texts);
    assert.deepEqual([bash.literal(null), bash.literal(true), bash.literal(12n)], ["''", "true", "12"]);
    assert.throws(() => bash.literal("a\0b"), RangeError);
    assert.throws(() => bash.literal([[1]]), RangeError);
  });
});
