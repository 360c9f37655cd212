import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { testLanguage } from "../../../test/conformance/interpreter.ts";
import { CommandDispatcher, type RaisedError, Shown, type Value, describeFailure } from "../mod.ts";
import { perl } from "./perl.ts";

testLanguage(perl, "perl", {
  keep: "$kept = 7; ()",
  recall: "$kept",
  fortyTwo: "6 * 7",
  write: 'print "out\\n"; print STDERR "err\\n"; ()',
  writeBelow: 'system "echo", "below"; ()',
  writeMuch: (bytes) => `print "x" x ${bytes}`,
  raise: 'die "no such thing\\n"',
  nonsense: "def def {",
  exit: "exit 0",
  die: "require POSIX; POSIX::_exit(0)",
  killItself: "kill 9, $$; sleep 60",
  readStdin: "defined(my $line = <STDIN>)",
  loopForEver: "Runyard::progress(0.5); 1 while 1",
  loopOverPrograms: `Runyard::progress(0.5); system('sh', '-c', 'trap "" INT; sleep 0.2') while 1`,
  loopStubbornly: "$SIG{INT} = $SIG{TERM} = 'IGNORE'; Runyard::progress(0.5); sleep 1 while 1",
  closeStreams: "close STDIN; close STDOUT; close STDERR; POSIX::close($_) for 0 .. 2",
  closeAll: "POSIX::close($_) for 0 .. 1023; sleep 60",
  pause: "select undef, undef, undef, 0.025",
  progress: "Runyard::progress($_) for 0.5, 7, -7",
  noProgress: "Runyard::progress(9**9**9 / 9**9**9)",
  output: (bytes) => `Runyard::output('/' . 'x' x ${bytes - 1})`,
  text: (length) => `'x' x ${length}`,
  texts: (count, length) => `[('x' x ${length}) x ${count}]`,
  raiseLong: (length) => `die 'x' x ${length}`,
  leaveBehind: (seconds) =>
    // The pipe closes when the program has been started.
    `pipe my $read, my $write; if (!fork) { POSIX::setsid(); exec "sleep", "${seconds}" } close $write; <$read>; ()`,
});

describe("perl", () => {
  let dispatcher: CommandDispatcher;
  before(async () => {
    dispatcher = new CommandDispatcher({ language: perl, interruptGraceMs: 60_000 });
    await dispatcher.startChild();
  });
  after(() => dispatcher[Symbol.asyncDispose]());

  async function valueOf(source: string): Promise<Value> {
    const { failure, value } = await dispatcher.run(source);
    assert.equal(failure, null, failure === null ? "" : `${source}: ${describeFailure(failure)}`);
    return value;
  }

  async function errorOf(source: string): Promise<RaisedError> {
    const { failure } = await dispatcher.run(source);
    assert.equal(failure?.kind, "raised");
    return failure.error;
  }

  test("literal() makes what is the same value there", async () => {
    const texts = [
      "",
      "\0 \u0001 \u007f",
      'it\'s "quoted" `ls`',
      "a\nb\r\n\u2028",
      "\\ \\\\",
      "$x @y %z ${a} @{[1]}",
      "é",
      "ü 日本 🙂",
    ];
    for (const text of texts) assert.equal(await valueOf(perl.literal(text)), text);
    assert.equal(await valueOf(`3-${perl.literal(-4)}`), 7);
    assert.deepEqual(
      await valueOf(perl.literal([null, true, false, [1.5, -0.1, 1e300], Infinity, -(2n ** 70n), 2n ** 62n])),
      [null, true, false, [1.5, -0.1, 1e300], Infinity, -(2n ** 70n), 2n ** 62n],
    );
    assert.ok(Number.isNaN(await valueOf(perl.literal(Number.NaN))));
  });

  test("gives values of the language", async () => {
    assert.deepEqual(await valueOf("(1, '1', 1.5, 'a', undef, 1 == 1, 1 == 2)"), [
      1,
      "1",
      1.5,
      "a",
      null,
      true,
      false,
    ]);
    assert.equal(await valueOf("(5)"), 5);
    assert.equal(await valueOf("()"), null);
    assert.deepEqual(await valueOf("+{ a => [1, { b => 2 }], c => { '$' => 1 } }"), {
      a: [1, { b: 2 }],
      c: new Map([["$", 1]]),
    });
    assert.deepEqual(await valueOf("(18446744073709551615, 2 ** 70, -9 ** 9 ** 9, 0.1)"), [
      2n ** 64n - 1n,
      2 ** 70,
      -Infinity,
      0.1,
    ]);
    assert.deepEqual(await valueOf('pack "N", 0xfffefdfc'), Buffer.from([255, 254, 253, 252]));
    assert.equal(await valueOf('"é" . chr 0x1f642'), "é🙂");
    const point = await valueOf("bless { x => 1 }, 'Point'");
    assert.ok(point instanceof Shown && point.type === "Point" && /x.*1/.test(point.text));
    const round = await valueOf("our $round = []; push @$round, $round; $round");
    assert.ok(round instanceof Shown && !round.isCut);
    const large = await valueOf("1 .. 100_001");
    assert.ok(large instanceof Shown && large.isCut && large.text.length === 10_000);
  });

  test("runs each command like a file of its own, in the package main", async () => {
    assert.equal(
      await valueOf("use strict; my $mine = 1; our $ours = 2; sub twice { 2 * $_[0] } __PACKAGE__"),
      "main",
    );
    assert.deepEqual(await valueOf("(defined $mine, $ours, twice(4), scalar @_)"), [false, 2, 8, 0]);
    assert.equal(await valueOf("return 5; 6"), 5);
    assert.equal(await valueOf("# nothing"), null);
    assert.deepEqual(await valueOf("join ',', grep { defined } ($channel, $input, $id, %kept)"), "");
  });

  test("tells what died and where", async () => {
    const plain = await errorOf("sub deep {\n  die 'too deep';\n}\n\ndeep()");
    assert.equal(plain.type, "die");
    assert.deepEqual(
      plain.frames.map(({ line, in: name }) => [line, name]),
      [
        [2, "main::deep"],
        [5, "main"],
      ],
    );
    const object = await errorOf("die bless { code => 7 }, 'My::Error'");
    assert.equal(object.type, "My::Error");
    assert.match(object.message, /code.*7/);
    const wrong = await errorOf("1;\n2 +* 3 3;");
    assert.equal(wrong.type, "syntax");
    assert.equal(wrong.frames[0]?.line, 2);
  });

  test("takes exit for an error of the command, wherever it is called", async () => {
    for (const source of [
      "exit 3",
      "eval { exit 3 }; 5",
      "sub leave { exit 3 } leave() for 1 .. 2",
      "my @x = sort { exit 3 } 1, 2",
    ]) {
      const { type, message } = await errorOf(source);
      assert.deepEqual([type, message], ["exit", "3"], source);
    }
  });

  test("goes on when a command has changed alarms, handlers, handles and special variables", async () => {
    await valueOf(
      "alarm 1; $SIG{INT} = 'IGNORE'; $SIG{USR1} = sub { die 'late' }; $SIG{__DIE__} = sub { die @_ }; ($/, $\\, $,, $\") = ('x') x 4; POSIX::sigprocmask(POSIX::SIG_BLOCK(), POSIX::SigSet->new(2)); open STDOUT, '>', '/dev/null'; close STDIN; 1",
    );
    process.kill(dispatcher.child?.pid ?? 0, "SIGUSR1");
    assert.match((await errorOf("sleep 1; 1")).message, /late/);
    const { failure } = await dispatcher.run("1 while 1", { timeoutMs: 1200 });
    assert.deepEqual(failure, { kind: "timed-out", afterMs: 1200, rung: "interrupted" });
    await valueOf('delete $SIG{__DIE__}; ($/, $\\, $,, $") = ("\\n", undef, undef, \' \'); 1');
    const { stdout } = await dispatcher.run('print "still é 日本\\n"; ()');
    assert.equal(Buffer.from(stdout.bytes).toString(), "still é 日本\n");
  });

  test("keeps $? and $! from one typed command to the next", async () => {
    const typed = async (source: string) => {
      const { stdout } = await dispatcher.run(source, { valueAs: "text" });
      await valueOf("system('exit 4;'); open(my $none, '<', '/no such/file/'); 1");
      return Buffer.from(stdout.bytes).toString();
    };
    await typed("system('exit 3;'); $! = 2");
    assert.equal(await typed("print $? >> 8, ' ', $! + 0; $? = $! = 0"), "3 2");
    assert.equal(await typed("print $? | ($! + 0)"), "0");
  });

  test("answers once where a command forks", async () => {
    const { failure, value, stdout } = await dispatcher.run(
      'my $child = fork; if (!$child) { print "below\\n" } else { waitpid $child, 0 } 5',
    );
    assert.deepEqual([failure, value, Buffer.from(stdout.bytes).toString()], [null, 5, "below\n"]);
    assert.equal(await valueOf("my $other = fork; if (!$other) { exit 3 } waitpid $other, 0; $? >> 8"), 3);
  });

  test("hears of progress and of files, and no child of a command sees the channel", async () => {
    await using fresh = new CommandDispatcher({ language: perl });
    await fresh.startChild();
    const heard: unknown[] = [];
    fresh.events.on("progress", ({ fraction }) => heard.push(fraction));
    fresh.events.on("output", ({ path }) => heard.push(path));
    const { stdout } = await fresh.run(
      `use Runyard; Runyard::progress(0.5); Runyard::output("/tmp/é.png"); system 'echo $RUNYARD_CHANNEL; for each in 3 4 5 6 7 8; do test -S /proc/self/fd/$each && echo $each; done'; ()`,
    );
    assert.deepEqual(heard, [0.5, "/tmp/é.png"]);
    assert.equal(Buffer.from(stdout.bytes).toString(), "\n");
  });
});
